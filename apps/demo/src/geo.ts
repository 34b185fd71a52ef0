/** A point in degrees, WGS 84. */
export type Point = { readonly latitude: number; readonly longitude: number };

const EARTH_METRES = 6_371_008;
const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** The same meridian within -180 to 180. */
export const wrapLongitude = (longitude: number): number => ((((longitude + 180) % 360) + 360) % 360) - 180;

/** Great-circle distance in metres. */
export function distance(from: Point, to: Point): number {
  const dLatitude = radians(to.latitude - from.latitude);
  const dLongitude = radians(to.longitude - from.longitude);
  const half =
    Math.sin(dLatitude / 2) ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(dLongitude / 2) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Point on the straight line on the map, the short way round: a ship from China to California crosses the antimeridian. */
export function between(from: Point, to: Point, share: number): Point {
  const turn = wrapLongitude(to.longitude - from.longitude);
  return {
    latitude: from.latitude + (to.latitude - from.latitude) * share,
    longitude: wrapLongitude(from.longitude + turn * share),
  };
}

/** Course at the start, in degrees clockwise from north, 0 to 360. */
export function heading(from: Point, to: Point): number {
  const dLongitude = radians(to.longitude - from.longitude);
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const east = Math.sin(dLongitude) * Math.cos(b);
  const north = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(dLongitude);
  return (degrees(Math.atan2(east, north)) + 360) % 360;
}

/** The point so many metres to the east and north; for GPS noise and jumps. */
export function shifted(point: Point, eastMetres: number, northMetres: number): Point {
  const latitude = Math.max(-89.9, Math.min(89.9, point.latitude + degrees(northMetres / EARTH_METRES)));
  const longitude = point.longitude + degrees(eastMetres / (EARTH_METRES * Math.cos(radians(point.latitude))));
  return { latitude, longitude: wrapLongitude(longitude) };
}
