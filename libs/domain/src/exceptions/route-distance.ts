import type { LineString } from '@waybill/events';

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Metres per degree of latitude on the sphere that Turf calculates with. */
const METRES_PER_DEGREE = (Math.PI / 180) * 6_371_008.8;
const CHUNK = 32;

/** Shortest way round from one longitude to another, in degrees. */
const turn = (from: number, to: number): number => {
  const difference = to - from;
  return difference > 180 ? difference - 360 : difference < -180 ? difference + 360 : difference;
};

const boxOf = (longitudes: Float64Array, latitudes: Float64Array): Box => [
  Math.min(...longitudes),
  Math.min(...latitudes),
  Math.max(...longitudes),
  Math.max(...latitudes),
];

/** A route with its longitudes unrolled, so that a way across the antimeridian has no leap in it, and boxes round its pieces. */
interface IndexedRoute {
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  /** West, south, east, north of each piece of `CHUNK` segments. */
  readonly boxes: Float64Array;
  /** The same of the whole. */
  readonly bounds: Box;
}
type Box = readonly [west: number, south: number, east: number, north: number];

function unrolled(coordinates: LineString['coordinates']): Pick<IndexedRoute, 'longitudes' | 'latitudes'> {
  const longitudes = Float64Array.from(coordinates, ([longitude]) => longitude);
  const latitudes = Float64Array.from(coordinates, ([, latitude]) => latitude);
  for (let i = 1; i < longitudes.length; i++) {
    const before = longitudes[i - 1] as number;
    longitudes[i] = before + turn(((before + 540) % 360) - 180, longitudes[i] as number);
  }
  return { longitudes, latitudes };
}

function index({ coordinates }: LineString): IndexedRoute {
  const { longitudes, latitudes } = unrolled(coordinates);
  const pieces = Math.ceil((longitudes.length - 1) / CHUNK);
  const boxes = new Float64Array(pieces * 4);
  for (let piece = 0; piece < pieces; piece++) {
    const xs = longitudes.subarray(piece * CHUNK, (piece + 1) * CHUNK + 1);
    const ys = latitudes.subarray(piece * CHUNK, (piece + 1) * CHUNK + 1);
    boxes.set(boxOf(xs, ys), piece * 4);
  }
  return { longitudes, latitudes, boxes, bounds: boxOf(longitudes, latitudes) };
}

/** Routes are values that never change, and every fix of a shipment is measured against the same one. */
const indexes = new WeakMap<LineString, IndexedRoute>();
function indexOf(route: LineString): IndexedRoute {
  let known = indexes.get(route);
  if (!known) {
    known = index(route);
    indexes.set(route, known);
  }
  return known;
}

/** The plane round a point: x and y in metres. Straight lines in degrees stay straight in it. */
interface Plane {
  readonly longitude: number;
  readonly latitude: number;
  readonly metresEast: number;
}

/** Square of the distance from the plane's point to a segment. */
function squareToSegment(plane: Plane, { longitudes, latitudes }: IndexedRoute, i: number): number {
  const ax = ((longitudes[i] as number) - plane.longitude) * plane.metresEast;
  const ay = ((latitudes[i] as number) - plane.latitude) * METRES_PER_DEGREE;
  const dx = ((longitudes[i + 1] as number) - (longitudes[i] as number)) * plane.metresEast;
  const dy = ((latitudes[i + 1] as number) - (latitudes[i] as number)) * METRES_PER_DEGREE;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
  return (ax + along * dx) ** 2 + (ay + along * dy) ** 2;
}

/** Square of the distance from the plane's point to a piece's box; 0 inside of it. */
function squareToBox({ longitude, latitude, metresEast }: Plane, boxes: Float64Array, at: number): number {
  const x = Math.max((boxes[at] as number) - longitude, 0, longitude - (boxes[at + 2] as number)) * metresEast;
  const y = Math.max((boxes[at + 1] as number) - latitude, 0, latitude - (boxes[at + 3] as number)) * METRES_PER_DEGREE;
  return x * x + y * y;
}

/** The lesser of `best` and the square of the distance to the route; pieces that are farther than `best` are passed over. */
function squareToRoute(plane: Plane, route: IndexedRoute, best: number): number {
  let least = best;
  for (let piece = 0; piece * 4 < route.boxes.length; piece++) {
    if (squareToBox(plane, route.boxes, piece * 4) >= least) continue;
    const end = Math.min((piece + 1) * CHUNK, route.longitudes.length - 1);
    for (let i = piece * CHUNK; i < end; i++) least = Math.min(least, squareToSegment(plane, route, i));
  }
  return least;
}

/**
 * Metres from a point to the nearest place of a route. Between two positions a route runs straight in degrees, as RFC 7946 has it, and the
 * shorter way round the globe. Measured in the plane round the point, so it is right to a fraction of a percent up to some hundred
 * kilometres, and only roughly right beyond.
 */
export function metresFromRoute(route: LineString, { latitude, longitude }: Point): number {
  const indexed = indexOf(route);
  const metresEast = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const [west, , east] = indexed.bounds;
  let square = Number.POSITIVE_INFINITY;
  // A place is the same on every turn round the globe: on those that touch the route, and on the nearest beside it.
  for (let turned = longitude - 360 * Math.ceil((longitude - west) / 360); turned < east + 360; turned += 360) {
    square = squareToRoute({ longitude: turned, latitude, metresEast }, indexed, square);
  }
  return Math.sqrt(square);
}
