import type { Schemas } from '../api/client';
import type { Geometry } from '../geofences/shapes';

export type Site = Schemas['Site'];

/** What is within a site, as the map draws it. */
export const geometryOf = ({ latitude, longitude, radiusMetres, geometry }: Site): Geometry =>
  geometry ?? { type: 'Circle', centre: { latitude, longitude }, radiusMetres: radiusMetres ?? 0 };

/** The place of a shape: the centre of a circle, the middle of a polygon's corners. */
function placeOf(shape: Geometry): { latitude: number; longitude: number } {
  if (shape.type === 'Circle') return shape.centre;
  const ring = (shape.type === 'Polygon' ? shape.coordinates[0] : shape.coordinates[0]?.[0]) as readonly (readonly number[])[];
  const corners = ring.slice(0, -1);
  const mean = (index: number) => corners.reduce((sum, corner) => sum + (corner[index] as number), 0) / corners.length;
  return { latitude: Number(mean(1).toFixed(6)), longitude: Number(mean(0).toFixed(6)) };
}

/** A shape that was drawn, as a site has it. */
export const termsOf = (shape: Geometry): Pick<Site, 'latitude' | 'longitude' | 'radiusMetres' | 'geometry'> =>
  shape.type === 'Circle' ? { ...shape.centre, radiusMetres: shape.radiusMetres } : { ...placeOf(shape), geometry: shape };
