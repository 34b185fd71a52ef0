/** A position in degrees, [longitude, latitude] as in GeoJSON; the longitude may be beyond ±180 where a fence crosses the antimeridian. */
export type Point = readonly [number, number];

/** Where a device was. Degrees. */
export interface Located {
  readonly latitude: number;
  readonly longitude: number;
}

/** Metres in a degree of latitude, on the sphere that Turf calculates with. */
export const METRES_PER_DEGREE = (Math.PI * 6_371_008.8) / 180;

/** Metres in a degree of longitude at a latitude; never 0, so that a pole divides nothing by nothing. */
export const metresPerLongitude = (latitude: number): number => METRES_PER_DEGREE * Math.max(1e-9, Math.cos((latitude * Math.PI) / 180));

/** The same meridian, at most 180 degrees away from another one: what is drawn around the antimeridian stays in one piece. */
export const nearestLongitude = (longitude: number, to: number): number => longitude - 360 * Math.round((longitude - to) / 360);

/** Longitude within ±180. */
export const wrapLongitude = (longitude: number): number => (Math.abs(longitude) <= 180 ? longitude : nearestLongitude(longitude, 0));

/** West, south, east, north. East may be beyond 180. */
export type Box = readonly [number, number, number, number];

export const inBox = ([west, south, east, north]: Box, [x, y]: Point): boolean => x >= west && x <= east && y >= south && y <= north;

export const boxOf = (points: Iterable<Point>): Box => {
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [x, y] of points) [west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)];
  return [west, south, east, north];
};

/** A box in pieces within ±180: two when it crosses the antimeridian. */
export function piecesOf([west, south, east, north]: Box): Box[] {
  if (east - west >= 360) return [[-180, south, 180, north]];
  const start = west - 360 * Math.floor((west + 180) / 360);
  const end = start + east - west;
  if (end <= 180) return [[start, south, end, north]];
  return [
    [start, south, 180, north],
    [-180, south, end - 360, north],
  ];
}

/** The place at a fraction of the straight way from one to the other, the short way around. */
export function along(from: Located, to: Located, fraction: number): Located {
  const longitude = from.longitude + (nearestLongitude(to.longitude, from.longitude) - from.longitude) * fraction;
  return { latitude: from.latitude + (to.latitude - from.latitude) * fraction, longitude: wrapLongitude(longitude) };
}
