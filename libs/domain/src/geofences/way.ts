import { metresBetween } from '../positions';
import { type Area, type CircleArea, depthIn, eachEdge, inFrame, type PolygonArea } from './area';
import { along, type Box, type Located, METRES_PER_DEGREE, metresPerLongitude, nearestLongitude, type Point } from './plane';

/** Where the straight way from one place to another meets a boundary: fractions of the way, in order. */
export function crossingsOf(area: Area, from: Located, to: Located): number[] {
  const start = inFrame(area, from);
  const end: Point = [nearestLongitude(to.longitude, start[0]), to.latitude];
  if (missesBox(area.box, start, end)) return [];
  const fractions = area.kind === 'circle' ? circleCrossings(area, start, end) : edgeCrossings(area, start, end);
  return fractions.sort((a, b) => a - b);
}

/** True when a line lies on one side of a box, or the box on one side of it. */
function missesBox([west, south, east, north]: Box, [x1, y1]: Point, [x2, y2]: Point): boolean {
  if (Math.max(x1, x2) < west || Math.min(x1, x2) > east || Math.max(y1, y2) < south || Math.min(y1, y2) > north) return true;
  const side = (x: number, y: number) => Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1));
  const sides = [side(west, south), side(west, north), side(east, south), side(east, north)];
  return sides.every((one) => one > 0) || sides.every((one) => one < 0);
}

function edgeCrossings(area: PolygonArea, [x, y]: Point, [toX, toY]: Point): number[] {
  const [dx, dy] = [toX - x, toY - y];
  const fractions: number[] = [];
  eachEdge(area, (x1, y1, x2, y2) => {
    const [ex, ey] = [x2 - x1, y2 - y1];
    const cross = dx * ey - dy * ex;
    if (cross === 0) return;
    const t = ((x1 - x) * ey - (y1 - y) * ex) / cross;
    const u = ((x1 - x) * dy - (y1 - y) * dx) / cross;
    // Each edge owns its beginning, not its end: a way through a vertex meets one of the two.
    if (t >= 0 && t <= 1 && u >= 0 && u < 1) fractions.push(t);
  });
  return fractions;
}

function circleCrossings({ centre, radiusMetres }: CircleArea, from: Point, to: Point): number[] {
  const scale = metresPerLongitude(centre.latitude);
  const flat = ([x, y]: Point): Point => [(x - centre.longitude) * scale, (y - centre.latitude) * METRES_PER_DEGREE];
  const [x, y] = flat(from);
  const [toX, toY] = flat(to);
  const [dx, dy] = [toX - x, toY - y];
  const a = dx * dx + dy * dy;
  const b = x * dx + y * dy;
  const root = b * b - a * (x * x + y * y - radiusMetres * radiusMetres);
  if (a === 0 || root < 0) return [];
  return [(-b - Math.sqrt(root)) / a, (-b + Math.sqrt(root)) / a].filter((t) => t >= 0 && t <= 1);
}

/** How a way leads through an area: fractions of the way at which it meets the boundary, where it first goes in and last comes out. */
export interface WayThrough {
  readonly into: number;
  readonly outOf: number;
  readonly fractions: readonly number[];
}

/** The way through an area between two places, or undefined when it does not go in. */
export function wayThrough(area: Area, from: Located, to: Located): WayThrough | undefined {
  const fractions = crossingsOf(area, from, to);
  const [into, outOf] = [fractions[0], fractions.at(-1)];
  return into === undefined || outOf === undefined ? undefined : { into, outOf, fractions };
}

/**
 * True when a way gets so many metres into an area, by the middles of its pieces. A piece ends at the boundary: the middle of a short one is
 * not deep. So a boundary that is met a thousand times costs the depth of few places.
 */
export function goesDeep(area: Area, from: Located, to: Located, { fractions }: WayThrough, metres: number): boolean {
  return [...fractions, 1].some((end, i) => {
    const begin = fractions[i - 1] ?? 0;
    const isLong = metresBetween(along(from, to, begin), along(from, to, end)) >= metres;
    return isLong && depthIn(area, along(from, to, (begin + end) / 2)) >= metres;
  });
}
