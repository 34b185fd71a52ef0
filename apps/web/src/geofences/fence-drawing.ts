import { effect, type ReadonlySignal } from '@preact/signals';
import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSource } from 'maplibre-gl';
import type { Schemas } from '../api/client';
import type { Drawing } from '../map/map-view';
import type { DrawingTool } from './drawing-tool';
import { featureOf } from './shapes';

export type Fence = Schemas['GeofenceDetail'];

const collection = (features: readonly Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features: [...features] });
const cornersOf = (tool: DrawingTool): Feature[] =>
  tool.corners.value.map((coordinates) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: [...coordinates] },
  }));

/** The fences that there are, and the one that is being drawn. */
export const fenceDrawing = (fences: ReadonlySignal<readonly Pick<Fence, 'id' | 'name' | 'geometry'>[]>, tool: DrawingTool): Drawing => ({
  onReady(map, { fence, exception, outline, city, halo }) {
    for (const source of ['fences', 'drawn', 'corners']) map.addSource(source, { type: 'geojson', data: collection([]) });
    map.addLayer({ id: 'fence-areas', type: 'fill', source: 'fences', paint: { 'fill-color': fence, 'fill-opacity': 0.16 } });
    map.addLayer({ id: 'fence-edges', type: 'line', source: 'fences', paint: { 'line-color': fence, 'line-width': 1.6 } });
    map.addLayer({
      id: 'fence-names',
      type: 'symbol',
      source: 'fences',
      layout: { 'text-field': ['get', 'name'], 'text-font': ['system-ui', 'sans-serif'], 'text-size': 12 },
      paint: { 'text-color': city, 'text-halo-color': halo, 'text-halo-width': 1.5 },
    });
    map.addLayer({ id: 'drawn-area', type: 'fill', source: 'drawn', paint: { 'fill-color': exception, 'fill-opacity': 0.2 } });
    map.addLayer({ id: 'drawn-edge', type: 'line', source: 'drawn', paint: { 'line-color': exception, 'line-width': 2 } });
    map.addLayer({
      id: 'drawn-corners',
      type: 'circle',
      source: 'corners',
      paint: { 'circle-radius': 5, 'circle-color': exception, 'circle-stroke-color': outline, 'circle-stroke-width': 2 },
    });
    const set = (source: string, features: readonly Feature[]): void =>
      void (map.getSource(source) as GeoJSONSource).setData(collection(features));
    const endings = [
      effect(() =>
        set(
          'fences',
          fences.value.map(({ geometry, name, id }) => featureOf(geometry, { name, id })),
        ),
      ),
      effect(() => set('drawn', tool.preview ? [featureOf(tool.preview, {})] : [])),
      effect(() => set('corners', cornersOf(tool))),
      effect(() => {
        map.getCanvas().style.cursor = tool.tool.value ? 'crosshair' : '';
      }),
      tool.attach(map),
    ];
    return () => {
      for (const end of endings) end();
    };
  },
  recolour(map, { fence, city, halo }) {
    map.setPaintProperty('fence-areas', 'fill-color', fence);
    map.setPaintProperty('fence-edges', 'line-color', fence);
    map.setPaintProperty('fence-names', 'text-color', city);
    map.setPaintProperty('fence-names', 'text-halo-color', halo);
  },
});
