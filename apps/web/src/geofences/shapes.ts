import type { Feature, Polygon, Position } from 'geojson';
import type { Schemas } from '../api/client';

export type Geometry = Schemas['Geofence']['geometry'];

const EARTH_RADIUS_METRES = 6_371_008.8;
const CORNERS = 64;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

/** Metres along the great circle. */
export function distanceMetres([lonA, latA]: Position, [lonB, latB]: Position): number {
  const [a, b] = [radians(latA as number), radians(latB as number)];
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians((lonB as number) - (lonA as number)) / 2) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** A circle on the ground as a ring of corners: the map draws polygons only. */
export function ringAround(latitude: number, longitude: number, radiusMetres: number): Position[] {
  const distance = radiusMetres / EARTH_RADIUS_METRES;
  const lat = radians(latitude);
  return Array.from({ length: CORNERS + 1 }, (_, index) => {
    const bearing = (2 * Math.PI * (index % CORNERS)) / CORNERS;
    const at = Math.asin(Math.sin(lat) * Math.cos(distance) + Math.cos(lat) * Math.sin(distance) * Math.cos(bearing));
    const east = Math.atan2(Math.sin(bearing) * Math.sin(distance) * Math.cos(lat), Math.cos(distance) - Math.sin(lat) * Math.sin(at));
    return [longitude + degrees(east), degrees(at)];
  });
}

/** What the map draws of a fence. */
export function featureOf(geometry: Geometry, properties: Readonly<Record<string, unknown>>): Feature {
  if (geometry.type !== 'Circle') return { type: 'Feature', properties, geometry: geometry as never };
  const { latitude, longitude } = geometry.centre;
  return {
    type: 'Feature',
    properties,
    geometry: { type: 'Polygon', coordinates: [ringAround(latitude, longitude, geometry.radiusMetres)] },
  };
}

/** A polygon of corners in the order of the clicks, wound as GeoJSON has it: anticlockwise (RFC 7946, 3.1.6). */
export function polygonOf(corners: readonly Position[]): Polygon {
  const area = corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] as Position;
    return sum + (x as number) * (nextY as number) - (nextX as number) * (y as number);
  }, 0);
  const ring = area < 0 ? [...corners].reverse() : [...corners];
  return { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] };
}
