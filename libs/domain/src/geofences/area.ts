import { type FenceGeometry, itemAt } from '@waybill/events';
import { metresBetween } from '../positions';
import { type Box, boxOf, type Located, METRES_PER_DEGREE, metresPerLongitude, nearestLongitude, type Point } from './plane';

type Edge = readonly [Point, Point];

interface Extent {
  readonly box: Box;
  /** The least depth that counts as inside for certain, metres: fences that are smaller than the usual margin are entered as well. */
  readonly maxInset: number;
}
export interface CircleArea extends Extent {
  readonly kind: 'circle';
  readonly centre: Located;
  readonly radiusMetres: number;
}
export interface PolygonArea extends Extent {
  readonly kind: 'polygons';
  /**
   * The rings of each polygon, in one piece: longitudes go on beyond ±180. A ring is longitude, latitude, longitude and so on: all versions
   * of all fences are kept in memory, and a vertex that is an object of its own takes ten times as much.
   */
  readonly polygons: readonly (readonly Float64Array[])[];
  /** Whether it goes on beyond the antimeridian: an edge along that is a cut then (RFC 7946, 3.1.9), no boundary. */
  readonly isCut: boolean;
}
/** What a fence encloses, ready to be calculated with. Made once for each version of a fence. */
export type Area = CircleArea | PolygonArea;

/** A ring without jumps: each vertex follows the one before the short way around. */
function unwrapped(ring: readonly Point[], near: number): Point[] {
  let previous = near;
  return ring.map(([x, y]) => {
    previous = nearestLongitude(x, previous);
    return [previous, y];
  });
}

/** Polygons in one piece: holes lie within their outer ring, the parts of a fence that was cut at the antimeridian beside each other. */
export function polygonsOf(geometry: Exclude<FenceGeometry, { type: 'Circle' }>): Point[][][] {
  const given = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as unknown as Point[][][];
  const middle = given[0]?.[0]?.[0]?.[0] ?? 0;
  return given.map(([outer = [], ...holes]) => {
    const shell = unwrapped(outer, middle);
    const [west, , east] = boxOf(shell);
    return [shell, ...holes.map((hole) => unwrapped(hole, (west + east) / 2))];
  });
}

export const edgesOf = (ring: readonly Point[]): Edge[] => ring.slice(1).map((end, i) => [itemAt(ring, i), end]);

const onAntimeridian = (x: number): boolean => Math.abs(x % 360) === 180;

type EachEdge = (x1: number, y1: number, x2: number, y2: number) => void;

/** A number at a place that a ring has. In here, and only for this kind of array: it is asked for with each fix near a fence. */
const floatAt = (ring: Float64Array, place: number): number => ring[place] ?? 0;

function eachEdgeOf(ring: Float64Array, look: EachEdge): void {
  for (let i = 3; i < ring.length; i += 2) look(floatAt(ring, i - 3), floatAt(ring, i - 2), floatAt(ring, i - 1), floatAt(ring, i));
}

/** Goes along the boundary. */
export function eachEdge({ polygons, isCut }: Pick<PolygonArea, 'polygons' | 'isCut'>, look: EachEdge): void {
  const real: EachEdge = (x1, y1, x2, y2) => {
    if (!(isCut && x1 === x2 && onAntimeridian(x1))) look(x1, y1, x2, y2);
  };
  for (const rings of polygons) for (const ring of rings) eachEdgeOf(ring, real);
}

/** Square metres within a ring, flat around its middle; good enough for how wide a fence is. */
export function ringArea(ring: readonly Point[]): number {
  const [, south, , north] = boxOf(ring);
  const doubled = edgesOf(ring).reduce((sum, [[x1, y1], [x2, y2]]) => sum + x1 * y2 - x2 * y1, 0);
  return (Math.abs(doubled) / 2) * METRES_PER_DEGREE * metresPerLongitude((south + north) / 2);
}

const lengthOf = (x1: number, y1: number, x2: number, y2: number): number =>
  Math.hypot((x2 - x1) * metresPerLongitude((y1 + y2) / 2), (y2 - y1) * METRES_PER_DEGREE);

function polygonArea(geometry: Exclude<FenceGeometry, { type: 'Circle' }>): PolygonArea {
  const drawn = polygonsOf(geometry);
  const box = boxOf(drawn.flatMap(([shell = []]) => shell));
  const isCut = [-180, 180].some((seam) => box[0] < seam && seam < box[2]);
  const surface = drawn.reduce((sum, [shell = [], ...holes]) => sum + ringArea(shell) - holes.reduce((h, r) => h + ringArea(r), 0), 0);
  const polygons = drawn.map((rings) => rings.map((ring) => Float64Array.from(ring.flat())));
  let perimeter = 0;
  eachEdge({ polygons, isCut }, (...edge) => {
    perimeter += lengthOf(...edge);
  });
  return { kind: 'polygons', polygons, isCut, box, maxInset: surface / (2 * perimeter) };
}

/** The area of a geometry that `geometryFaults` finds nothing wrong with. */
export function areaOf(geometry: FenceGeometry): Area {
  if (geometry.type !== 'Circle') return polygonArea(geometry);
  const { centre, radiusMetres } = geometry;
  const up = radiusMetres / METRES_PER_DEGREE;
  const farthest = Math.min(90, Math.abs(centre.latitude) + up);
  const aside = Math.min(180, radiusMetres / metresPerLongitude(farthest));
  const box: Box = [centre.longitude - aside, centre.latitude - up, centre.longitude + aside, centre.latitude + up];
  return { kind: 'circle', centre, radiusMetres, box, maxInset: radiusMetres / 2 };
}

/** The position in the frame in which the area is drawn. */
export const inFrame = ({ box }: Extent, { latitude, longitude }: Located): Point => [
  nearestLongitude(longitude, (box[0] + box[2]) / 2),
  latitude,
];

/** Square of the metres to the nearest edge; the world is flat around the position. */
function squaredDistance(area: PolygonArea, [x, y]: Point): number {
  const scale = metresPerLongitude(y);
  let least = Number.POSITIVE_INFINITY;
  eachEdge(area, (x1, y1, x2, y2) => {
    const [ax, ay] = [(x1 - x) * scale, (y1 - y) * METRES_PER_DEGREE];
    const [dx, dy] = [(x2 - x1) * scale, (y2 - y1) * METRES_PER_DEGREE];
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
    least = Math.min(least, (ax + t * dx) ** 2 + (ay + t * dy) ** 2);
  });
  return least;
}

/** Within the outer ring and outside of the holes: a ray from the point meets the rings an odd number of times. */
function isWithin(rings: readonly Float64Array[], [x, y]: Point): boolean {
  let within = false;
  for (const ring of rings)
    eachEdgeOf(ring, (x1, y1, x2, y2) => {
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) within = !within;
    });
  return within;
}

/** Metres from the boundary, positive inside. */
export function depthIn(area: Area, place: Located): number {
  if (area.kind === 'circle') return area.radiusMetres - metresBetween(area.centre, place);
  const point = inFrame(area, place);
  const nearest = Math.sqrt(squaredDistance(area, point));
  return area.polygons.some((rings) => isWithin(rings, point)) ? nearest : -nearest;
}
