import { type LineString, lastOf } from '@waybill/events';
import { metresBetween } from '../positions';

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** A number at a place that an array has. In here, and only for this kind of array: it is asked for many times for each position. */
const floatAt = (numbers: Float64Array, place: number): number => numbers[place] ?? 0;

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
  /** Metres along the route from its beginning to each of its positions. */
  readonly metres: Float64Array;
}
type Box = readonly [west: number, south: number, east: number, north: number];

function unrolled(coordinates: LineString['coordinates']): Pick<IndexedRoute, 'longitudes' | 'latitudes'> {
  const longitudes = Float64Array.from(coordinates, ([longitude]) => longitude);
  const latitudes = Float64Array.from(coordinates, ([, latitude]) => latitude);
  for (let i = 1; i < longitudes.length; i++) {
    const before = floatAt(longitudes, i - 1);
    longitudes[i] = before + turn(((before + 540) % 360) - 180, floatAt(longitudes, i));
  }
  return { longitudes, latitudes };
}

function metresTo({ longitudes, latitudes }: Pick<IndexedRoute, 'longitudes' | 'latitudes'>): Float64Array {
  const metres = new Float64Array(longitudes.length);
  const at = (i: number): Point => ({ longitude: floatAt(longitudes, i), latitude: floatAt(latitudes, i) });
  for (let i = 1; i < metres.length; i++) metres[i] = floatAt(metres, i - 1) + metresBetween(at(i - 1), at(i));
  return metres;
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
  return { longitudes, latitudes, boxes, bounds: boxOf(longitudes, latitudes), metres: metresTo({ longitudes, latitudes }) };
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

const metresPerLongitude = (latitude: number): number => METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);

/** The plane round a point: x and y in metres. Straight lines in degrees stay straight in it. */
interface Plane {
  readonly longitude: number;
  readonly latitude: number;
  readonly metresEast: number;
}

/** Share of a segment after which it is nearest to the plane's point, not before `least` nor after `most`. */
function nearestShare(plane: Plane, { longitudes, latitudes }: IndexedRoute, i: number, least = 0, most = 1): number {
  const ax = (floatAt(longitudes, i) - plane.longitude) * plane.metresEast;
  const ay = (floatAt(latitudes, i) - plane.latitude) * METRES_PER_DEGREE;
  const dx = (floatAt(longitudes, i + 1) - floatAt(longitudes, i)) * plane.metresEast;
  const dy = (floatAt(latitudes, i + 1) - floatAt(latitudes, i)) * METRES_PER_DEGREE;
  const length = dx * dx + dy * dy;
  return length === 0 ? least : Math.min(most, Math.max(least, -(ax * dx + ay * dy) / length));
}

/** Square of the distance from the plane's point to the place after a share of a segment. */
function squareAt({ longitude, latitude, metresEast }: Plane, { longitudes, latitudes }: IndexedRoute, i: number, share: number): number {
  const [x, y] = [floatAt(longitudes, i), floatAt(latitudes, i)];
  const east = (x + share * (floatAt(longitudes, i + 1) - x) - longitude) * metresEast;
  const north = (y + share * (floatAt(latitudes, i + 1) - y) - latitude) * METRES_PER_DEGREE;
  return east * east + north * north;
}

/** Square of the distance from the plane's point to a segment. */
const squareToSegment = (plane: Plane, route: IndexedRoute, i: number): number => squareAt(plane, route, i, nearestShare(plane, route, i));

/** Square of the distance from the plane's point to a piece's box; 0 inside of it. */
function squareToBox({ longitude, latitude, metresEast }: Plane, boxes: Float64Array, at: number): number {
  const x = Math.max(floatAt(boxes, at) - longitude, 0, longitude - floatAt(boxes, at + 2)) * metresEast;
  const y = Math.max(floatAt(boxes, at + 1) - latitude, 0, latitude - floatAt(boxes, at + 3)) * METRES_PER_DEGREE;
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
  const metresEast = metresPerLongitude(latitude);
  const [west, , east] = indexed.bounds;
  let square = Number.POSITIVE_INFINITY;
  // A place is the same on every turn round the globe: on those that touch the route, and on the nearest beside it.
  for (let turned = longitude - 360 * Math.ceil((longitude - west) / 360); turned < east + 360; turned += 360) {
    square = squareToRoute({ longitude: turned, latitude, metresEast }, indexed, square);
  }
  return Math.sqrt(square);
}

/** A place of a route by the way to it, and how far another place is from there. Metres. */
export interface RoutePlace {
  readonly along: number;
  readonly aside: number;
}

/** Metres from the beginning of a route to its end. */
export const lengthOfRoute = (route: LineString): number => lastOf(indexOf(route).metres);

/** Places that are farther than the nearest by less than this are as near, metres: a receiver cannot tell them apart. */
const AS_NEAR_METRES = 50;

/** Differences of less than this are those of rounding, metres. */
const LEAST_METRES = 1e-6;

const nearerOf = (first: RoutePlace | undefined, later: RoutePlace): RoutePlace =>
  first && later.aside >= first.aside - AS_NEAR_METRES ? first : later;

/** Index of the segment on which a place lies, by the way to it. */
function segmentAt({ metres }: IndexedRoute, along: number): number {
  let [low, high] = [0, metres.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (floatAt(metres, middle) <= along) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The nearest place on the part of a segment that lies between two places of the route. */
function nearestOnSegment({ latitude, longitude }: Point, route: IndexedRoute, i: number, from: number, until: number): RoutePlace {
  const [start, length] = [floatAt(route.metres, i), floatAt(route.metres, i + 1) - floatAt(route.metres, i)];
  const x = floatAt(route.longitudes, i);
  const turned = longitude - 360 * Math.round((longitude - x) / 360);
  const plane = { longitude: turned, latitude, metresEast: metresPerLongitude(latitude) };
  const shareOf = (metres: number): number => (length === 0 ? 0 : Math.min(1, Math.max(0, (metres - start) / length)));
  const share = nearestShare(plane, route, i, shareOf(from), shareOf(until));
  return { along: start + share * length, aside: Math.sqrt(squareAt(plane, route, i, share)) };
}

/**
 * The nearest place of the stretch of a route between two places of it. Where the route passes by more than once, the first pass that is as
 * near as the nearest: what goes on from there has not yet gone the rest. Distances are measured as `metresFromRoute` does.
 */
export function nearestOnRoute(route: LineString, point: Point, from = 0, until = Number.POSITIVE_INFINITY): RoutePlace {
  const indexed = indexOf(route);
  const [first, last] = [segmentAt(indexed, from), segmentAt(indexed, until)];
  let pass = nearestOnSegment(point, indexed, first, from, until);
  let best: RoutePlace | undefined;
  for (let i = first + 1; i <= last; i++) {
    const place = nearestOnSegment(point, indexed, i, from, until);
    // The way led off again before this segment began.
    if (pass.along < floatAt(indexed.metres, i) - LEAST_METRES) best = nearerOf(best, pass);
    pass = place;
  }
  return nearerOf(best, pass);
}
