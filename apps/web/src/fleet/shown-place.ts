import { LngLatBounds, type Map as MapLibre } from 'maplibre-gl';
import { keep, query } from '../router';
import { type MapPlace, parsePlace, placeText } from './map-place';
import type { View } from './points';

/** What the address asks for. */
export const askedPlace = (): MapPlace | undefined => parsePlace(query.peek().get('map') ?? '');

/** Goes with moves that are a person's wish although no finger or mouse made them. */
export const WANTED = { isWanted: true };

/** Keeps in the address where a person has moved the map to, so that a reload, the way back and a colleague find the same. */
export function keepPlace(map: MapLibre): void {
  map.on('moveend', (event) => {
    if (!event.originalEvent && !('isWanted' in event)) return;
    const { lng, lat } = map.getCenter().wrap();
    keep({ map: placeText({ centre: [lng, lat], zoom: map.getZoom() }) });
  });
}

/** What part of the world a map shows, as the API is asked for it. */
export function viewOf(map: MapLibre): View {
  const bounds = map.getBounds();
  const [west, east] = [bounds.getWest(), bounds.getEast()];
  const across = east - west >= 360 ? [-180, 180] : [wrapped(west), wrapped(east)];
  const bbox = [across[0], Math.max(-90, bounds.getSouth()), across[1], Math.min(90, bounds.getNorth())];
  // A tile of the API's zoom is 256 pixels wide, one of the map's 512.
  return { bbox: bbox.map((degrees) => (degrees as number).toFixed(5)).join(','), zoom: Math.min(22, Math.floor(map.getZoom()) + 1) };
}
const wrapped = (longitude: number): number => ((((longitude + 180) % 360) + 360) % 360) - 180;

/** Shows all of some points, unless there are none. */
export function showAll(map: MapLibre, points: Iterable<{ readonly latitude: number; readonly longitude: number }>): void {
  const bounds = new LngLatBounds();
  for (const { longitude, latitude } of points) bounds.extend([longitude, latitude]);
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 40, maxZoom: 10, animate: false });
}
