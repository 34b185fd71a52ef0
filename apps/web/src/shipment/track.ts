import { effect, type ReadonlySignal } from '@preact/signals';
import type { Feature, FeatureCollection } from 'geojson';
import { type GeoJSONSource, LngLatBounds, type Map as MapLibre } from 'maplibre-gl';
import { answerOf, api, type Schemas } from '../api/client';
import type { Fence } from '../geofences/fence-drawing';
import { isOver } from '../geofences/read-fences';
import { featureOf } from '../geofences/shapes';
import type { MapColours } from '../map/colours';
import type { Drawing } from '../map/map-view';
import { fixesKnown } from './known';
import { readTimeline } from './timeline';

type Fix = Schemas['Position'];
/** A place that an exception rests on. */
export type EvidencePoint = NonNullable<Schemas['ExceptionDetail']['evidence']['positions']>[number];
type Shipment = Schemas['ShipmentSummary'] & Partial<Pick<Schemas['ShipmentDetail'], 'route' | 'stops'>>;

/** More would not be told apart on a screen. */
const MOST_FIXES = 5_000;

/** The way so far, oldest first, as far as was known at a time. */
export async function readTrack(shipmentId: string, until: string | undefined, knownAt: string | undefined): Promise<readonly Fix[]> {
  const fixes: Fix[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: '200' as never, cursor, to: until };
    const page = await answerOf(api.GET('/v1/shipments/{shipmentId}/positions', { params: { path: { shipmentId }, query } }));
    fixes.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && fixes.length < MOST_FIXES);
  return knownAt === undefined ? fixes : fixesKnown(fixes, (await readTimeline(shipmentId, 1)).entries, knownAt);
}

const counts = ({ mark, retracted }: Fix): boolean => !retracted && (mark === 'ok' || mark === 'confirmed');
const point = (coordinates: [number, number], properties: object): Feature => ({
  type: 'Feature',
  properties: properties as never,
  geometry: { type: 'Point', coordinates },
});
const line = (coordinates: [number, number][], kind: string): Feature[] =>
  coordinates.length < 2 ? [] : [{ type: 'Feature', properties: { kind }, geometry: { type: 'LineString', coordinates } }];

/** From 0 for the first fix to 1 for the last. */
const shareOf = ({ time }: Fix, fixes: readonly Fix[]): number => {
  const [first = 0, last = 0] = [fixes.at(0), fixes.at(-1)].map((fix) => Date.parse(fix?.time ?? ''));
  return last > first ? (Date.parse(time) - first) / (last - first) : 1;
};

/** The planned route, the way that was taken, the fixes that count and those that do not, what an exception rests on, and the ends of the journey. */
export function drawnOf(
  { origin, destination, route, stops = [] }: Shipment,
  fixes: readonly Fix[],
  evidence: readonly EvidencePoint[],
): FeatureCollection {
  const way = fixes.filter(counts).map(({ longitude, latitude }): [number, number] => [longitude, latitude]);
  const planned = (route?.coordinates ?? []).map(([longitude, latitude]): [number, number] => [longitude as number, latitude as number]);
  return {
    type: 'FeatureCollection',
    features: [
      ...line(planned, 'planned'),
      ...line(way, 'way'),
      ...fixes.map((fix) =>
        point([fix.longitude, fix.latitude], { kind: counts(fix) ? 'fix' : 'doubtful', late: fix.late, share: shareOf(fix, fixes) }),
      ),
      ...stops.map(({ place }) => point([place.longitude, place.latitude], { kind: 'stop', name: place.name ?? '' })),
      point([origin.longitude, origin.latitude], { kind: 'end', name: origin.name ?? '' }),
      point([destination.longitude, destination.latitude], { kind: 'end', name: destination.name ?? '' }),
      ...way.slice(-1).map((last) => point(last, { kind: 'here' })),
      ...evidence.map(({ longitude, latitude }) => point([longitude, latitude], { kind: 'evidence' })),
    ],
  };
}

const is = (kind: string) => ['==', ['get', 'kind'], kind] as never;
const LAYERS = (colours: MapColours) =>
  [
    {
      id: 'planned',
      type: 'line',
      filter: is('planned'),
      paint: { 'line-color': colours.doubtful, 'line-width': 2, 'line-dasharray': [2, 2] },
    },
    { id: 'way', type: 'line', filter: is('way'), paint: { 'line-color': colours.track, 'line-width': 3 } },
    {
      id: 'fixes',
      type: 'circle',
      filter: is('fix'),
      paint: {
        'circle-radius': 3,
        'circle-color': ['interpolate', ['linear'], ['get', 'share'], 0, colours.planned, 1, colours.track],
        'circle-stroke-color': colours.attention,
        'circle-stroke-width': ['case', ['get', 'late'], 0.75, 0],
      },
    },
    {
      id: 'doubtful',
      type: 'circle',
      filter: is('doubtful'),
      paint: { 'circle-radius': 4, 'circle-color': 'transparent', 'circle-stroke-color': colours.doubtful, 'circle-stroke-width': 1.5 },
    },
    {
      id: 'stops',
      type: 'circle',
      filter: is('stop'),
      paint: { 'circle-radius': 5, 'circle-color': colours.outline, 'circle-stroke-color': colours.planned, 'circle-stroke-width': 2 },
    },
    {
      id: 'ends',
      type: 'circle',
      filter: is('end'),
      paint: { 'circle-radius': 6, 'circle-color': colours.outline, 'circle-stroke-color': colours.done, 'circle-stroke-width': 3 },
    },
    {
      id: 'here',
      type: 'circle',
      filter: is('here'),
      paint: { 'circle-radius': 8, 'circle-color': colours.moving, 'circle-stroke-color': colours.outline, 'circle-stroke-width': 2 },
    },
    {
      id: 'evidence',
      type: 'circle',
      filter: is('evidence'),
      paint: { 'circle-radius': 11, 'circle-color': 'transparent', 'circle-stroke-color': colours.exception, 'circle-stroke-width': 3 },
    },
    {
      id: 'names',
      type: 'symbol',
      filter: ['has', 'name'] as never,
      layout: { 'text-field': ['get', 'name'], 'text-font': ['system-ui', 'sans-serif'], 'text-size': 12, 'text-offset': [0, 1.2] },
      paint: { 'text-color': colours.city, 'text-halo-color': colours.halo, 'text-halo-width': 1.5 },
    },
  ] as const;

function fit(map: MapLibre, { features }: FeatureCollection): void {
  const bounds = new LngLatBounds();
  for (const { geometry } of features) if (geometry.type === 'Point') bounds.extend(geometry.coordinates as [number, number]);
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 48, maxZoom: 13, animate: false });
}

/** The shipment's way on the map; the view is fitted once, and then the viewer's. */
export const trackDrawing = (
  shipment: ReadonlySignal<Shipment | undefined>,
  track: ReadonlySignal<readonly Fix[] | undefined>,
  evidence: ReadonlySignal<readonly EvidencePoint[]>,
  fences: ReadonlySignal<readonly Fence[] | undefined>,
): Drawing => ({
  onReady(map, colours) {
    map.addSource('fences', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    map.addLayer({ id: 'fences', type: 'line', source: 'fences', paint: { 'line-color': colours.fence, 'line-width': 1.6 } });
    map.addSource('track', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    for (const layer of LAYERS(colours)) map.addLayer({ ...layer, source: 'track' } as never);
    let isFitted = false;
    const endings = [
      effect(() => {
        if (!shipment.value || !track.value) return;
        const drawn = drawnOf(shipment.value, track.value, evidence.value);
        void (map.getSource('track') as GeoJSONSource).setData(drawn);
        if (!isFitted) fit(map, drawn);
        isFitted = true;
      }),
      effect(() => {
        const features = (fences.value ?? []).filter((fence) => !isOver(fence)).map(({ geometry }) => featureOf(geometry, {}));
        void (map.getSource('fences') as GeoJSONSource).setData({ type: 'FeatureCollection', features });
      }),
      effect(() => {
        const [first] = evidence.value;
        if (first) map.easeTo({ center: [first.longitude, first.latitude], zoom: Math.max(map.getZoom(), 9) });
      }),
    ];
    return () => {
      for (const end of endings) end();
    };
  },
  recolour(map, colours) {
    map.setPaintProperty('fences', 'line-color', colours.fence);
    for (const { id, paint } of LAYERS(colours))
      for (const [property, value] of Object.entries(paint))
        if (property.endsWith('color')) map.setPaintProperty(id, property as never, value as never);
  },
});
