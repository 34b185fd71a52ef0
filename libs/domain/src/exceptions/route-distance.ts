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

/** A route with its longitudes unrolled, so that a way across the antimeridian has no leap in it, and boxes round its pieces. */
interface IndexedRoute {
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  /** West, south, east, north of each piece of `CHUNK` segments. */
  readonly boxes: Float64Array;
}

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
    boxes.set([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], piece * 4);
  }
  return { longitudes, latitudes, boxes };
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
function squareToBox(plane: Plane, boxes: Float64Array, piece: number): number {
  const [west, south, east, north] = boxes.subarray(piece * 4, piece * 4 + 4) as unknown as [number, number, number, number];
  const x = Math.max(west - plane.longitude, 0, plane.longitude - east) * plane.metresEast;
  const y = Math.max(south - plane.latitude, 0, plane.latitude - north) * METRES_PER_DEGREE;
  return x * x + y * y;
}

function squareOnTurn(route: IndexedRoute, plane: Plane): number {
  let best = Number.POSITIVE_INFINITY;
  for (let piece = 0; piece * 4 < route.boxes.length; piece++) {
    if (squareToBox(plane, route.boxes, piece) >= best) continue;
    const end = Math.min((piece + 1) * CHUNK, route.longitudes.length - 1);
    for (let i = piece * CHUNK; i < end; i++) best = Math.min(best, squareToSegment(plane, route, i));
  }
  return best;
}

/**
 * Metres from a point to the nearest place of a route. Between two positions a route runs straight in degrees, as RFC 7946 has it, and the
 * shorter way round the globe. Measured in the plane round the point, so it is right to a fraction of a percent up to some hundred
 * kilometres, and only roughly right beyond.
 */
export function metresFromRoute(route: LineString, { latitude, longitude }: Point): number {
  const indexed = indexOf(route);
  const metresEast = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const turns = [longitude - 360, longitude, longitude + 360];
  return Math.sqrt(Math.min(...turns.map((east) => squareOnTurn(indexed, { longitude: east, latitude, metresEast }))));
}
