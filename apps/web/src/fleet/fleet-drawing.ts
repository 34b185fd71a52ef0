import { computed, effect } from '@preact/signals';
import type { Feature, Point } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { MapColours } from '../map/colours';
import type { Drawing } from '../map/map-view';
import { now } from '../parts/clock';
import type { FleetPoints, MapCell, MapPoint } from './points';
import { askedPlace, keepPlace, showAll, viewOf, WANTED } from './shown-place';

const HOUR = 3_600_000;
/** What fades with its age, whether or not anything is heard of it: a point that nothing was heard of for a day says little about where the shipment is. */
const FADING = [
  ['points', 'circle-opacity'],
  ['points', 'circle-stroke-opacity'],
  ['headings', 'text-opacity'],
] as const;
const FADES_EVERY_MS = 5 * 60_000;
const opacityAt = (time: number) => ['step', ['-', time, ['get', 'time']], 1, HOUR, 0.75, 6 * HOUR, 0.45] as never;

function fade(map: MapLibre): () => void {
  const step = computed(() => Math.floor(now.value / FADES_EVERY_MS));
  return effect(() => {
    const opacity = opacityAt(step.value * FADES_EVERY_MS);
    for (const [layer, property] of FADING) map.setPaintProperty(layer, property, opacity);
  });
}

const featureOf = (point: MapPoint): Feature<Point> => ({
  type: 'Feature',
  id: point.shipmentId,
  geometry: { type: 'Point', coordinates: [point.longitude, point.latitude] },
  properties: {
    shipmentId: point.shipmentId,
    phase: point.phase,
    exception: point.exception !== null,
    heading: point.headingDegrees ?? -1,
    time: Date.parse(point.time),
  },
});

const collectionOf = (points: Iterable<MapPoint>) => ({ type: 'FeatureCollection' as const, features: [...points].map(featureOf) });

const cellOf = ({ latitude, longitude, count, exceptions }: MapCell): Feature<Point> => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [longitude, latitude] },
  properties: { count, exceptions, label: count.toLocaleString() },
});
const cellsOf = (cells: readonly MapCell[]) => ({ type: 'FeatureCollection' as const, features: cells.map(cellOf) });

const phaseColour = ({ planned, moving, attention, done }: MapColours) =>
  ['match', ['get', 'phase'], 'moving', moving, 'attention', attention, 'done', done, planned] as never;
const ringColour = ({ exception, outline }: MapColours) => ['case', ['get', 'exception'], exception, outline] as never;

const PAINT: readonly (readonly [layer: string, property: string, value: (colours: MapColours) => never])[] = [
  ['points', 'circle-color', phaseColour],
  ['points', 'circle-stroke-color', ringColour],
  ['headings', 'text-color', phaseColour],
  ['clusters', 'circle-color', ({ cluster }) => cluster as never],
  ['cells', 'circle-color', ({ cluster }) => cluster as never],
  ['cell-counts', 'text-color', ({ clusterText }) => clusterText as never],
  ['cluster-counts', 'text-color', ({ clusterText }) => clusterText as never],
];

const FONT = ['system-ui', 'sans-serif'];

function addLayers(map: MapLibre, colours: MapColours): void {
  const cluster = { cluster: true, clusterMaxZoom: 7, clusterRadius: 34, clusterMinPoints: 12 };
  map.addSource('fleet', { type: 'geojson', data: collectionOf([]), promoteId: 'shipmentId', ...cluster });
  const single = ['!', ['has', 'point_count']] as never;
  map.addLayer({
    id: 'headings',
    type: 'symbol',
    source: 'fleet',
    filter: ['all', single, ['>=', ['get', 'heading'], 0]] as never,
    layout: {
      'text-field': '▲',
      'text-font': FONT,
      'text-size': 11,
      'text-rotate': ['get', 'heading'] as never,
      'text-rotation-alignment': 'map',
      'text-offset': [0, -0.95],
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': phaseColour(colours) },
  });
  map.addLayer({
    id: 'points',
    type: 'circle',
    source: 'fleet',
    filter: single,
    paint: {
      'circle-radius': 6,
      'circle-color': phaseColour(colours),
      'circle-stroke-width': ['case', ['get', 'exception'], 3, 1.5] as never,
      'circle-stroke-color': ringColour(colours),
    },
  });
  map.addLayer({
    id: 'clusters',
    type: 'circle',
    source: 'fleet',
    filter: ['has', 'point_count'] as never,
    paint: {
      'circle-color': colours.cluster,
      'circle-opacity': 0.85,
      'circle-radius': ['step', ['get', 'point_count'], 14, 100, 19, 1000, 25] as never,
    },
  });
  map.addLayer({
    id: 'cluster-counts',
    type: 'symbol',
    source: 'fleet',
    filter: ['has', 'point_count'] as never,
    layout: { 'text-field': ['get', 'point_count_abbreviated'] as never, 'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true },
    paint: { 'text-color': colours.clusterText },
  });
}

/** Where there are more shipments than points could show: how many there are. */
function addCells(map: MapLibre, { cluster, clusterText, exception }: MapColours): void {
  map.addSource('cells', { type: 'geojson', data: cellsOf([]) });
  map.addLayer({
    id: 'cells',
    type: 'circle',
    source: 'cells',
    paint: {
      'circle-color': cluster,
      'circle-opacity': 0.85,
      'circle-radius': ['step', ['get', 'count'], 9, 10, 12, 100, 16, 1000, 21] as never,
      'circle-stroke-color': exception,
      'circle-stroke-width': ['case', ['>', ['get', 'exceptions'], 0], 2.5, 0] as never,
    },
  });
  map.addLayer({
    id: 'cell-counts',
    type: 'symbol',
    source: 'cells',
    layout: { 'text-field': ['get', 'label'] as never, 'text-font': FONT, 'text-size': 11 },
    paint: { 'text-color': clusterText },
  });
}

/** Draws what changed, and nothing else: a message about one shipment moves one point. */
function draw(source: GeoJSONSource, fleet: FleetPoints): void {
  const { all, ids } = fleet.changes.peek();
  if (all) {
    void source.setData(collectionOf(fleet.points.values()));
  } else {
    const known = [...ids].flatMap((id) => fleet.points.get(id) ?? []);
    const remove = [...ids].filter((id) => !fleet.points.has(id));
    // A point that is added takes the place of the one with the same id.
    void source.updateData({ remove, add: known.map(featureOf) });
  }
  fleet.drawn();
}

/** At most once a frame, however many messages come. */
function followPoints(source: GeoJSONSource, fleet: FleetPoints): () => void {
  let frame = 0;
  const stop = effect(() => {
    const { all, ids } = fleet.changes.value;
    if ((!all && ids.size === 0) || frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      draw(source, fleet);
    });
  });
  return () => {
    cancelAnimationFrame(frame);
    stop();
  };
}

/** Shows the whole fleet when it is there, unless the address says what to show. */
function showOnce(map: MapLibre, fleet: FleetPoints): () => void {
  const asked = askedPlace();
  if (asked) map.jumpTo({ center: [...asked.centre], zoom: asked.zoom });
  let isShown = asked !== undefined;
  return effect(() => {
    const all = fleet.changes.value.all ? [...fleet.points.values(), ...fleet.cells.peek()] : [];
    if (isShown || all.length === 0) return;
    isShown = true;
    showAll(map, all);
  });
}

/** The fleet on the map; a click opens a shipment, or the cluster that hides it. */
export const fleetDrawing = (fleet: FleetPoints, onOpen: (shipmentId: string) => void): Drawing => ({
  onReady(map, colours) {
    addLayers(map, colours);
    addCells(map, colours);
    const source = map.getSource('fleet') as GeoJSONSource;
    map.on('click', 'points', ({ features }) => onOpen(features?.[0]?.properties.shipmentId as string));
    map.on('click', 'clusters', async ({ features }) => {
      const cluster = features?.[0];
      if (!cluster) return;
      const zoom = await source.getClusterExpansionZoom(cluster.properties.cluster_id as number);
      map.easeTo({ center: (cluster.geometry as Point).coordinates as [number, number], zoom }, WANTED);
    });
    for (const layer of ['points', 'clusters']) {
      map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
      map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
    }
    keepPlace(map);
    const look = () => fleet.look(viewOf(map));
    map.on('moveend', look);
    look();
    const endings = [
      followPoints(source, fleet),
      showOnce(map, fleet),
      fade(map),
      effect(() => void (map.getSource('cells') as GeoJSONSource).setData(cellsOf(fleet.cells.value))),
    ];
    return () => {
      for (const end of endings) end();
    };
  },
  recolour(map, colours) {
    for (const [layer, property, value] of PAINT) map.setPaintProperty(layer, property as never, value(colours));
  },
});
