import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import type { FenceGeometry } from '@waybill/events';
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
  /** In one piece: longitudes go on beyond ±180. */
  readonly polygons: readonly (readonly (readonly Point[])[])[];
  /** The boundary; a cut along the antimeridian (RFC 7946, 3.1.9) is none. */
  readonly edges: readonly Edge[];
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

export const edgesOf = (ring: readonly Point[]): Edge[] => ring.slice(1).map((end, i) => [ring[i] as Point, end]);

const onAntimeridian = ([x]: Point): boolean => Math.abs(x % 360) === 180;

/** Square metres within a ring, flat around its middle; good enough for how wide a fence is. */
export function ringArea(ring: readonly Point[]): number {
  const [, south, , north] = boxOf(ring);
  const doubled = edgesOf(ring).reduce((sum, [[x1, y1], [x2, y2]]) => sum + x1 * y2 - x2 * y1, 0);
  return (Math.abs(doubled) / 2) * METRES_PER_DEGREE * metresPerLongitude((south + north) / 2);
}

const lengthOf = ([[x1, y1], [x2, y2]]: Edge): number =>
  Math.hypot((x2 - x1) * metresPerLongitude((y1 + y2) / 2), (y2 - y1) * METRES_PER_DEGREE);

function polygonArea(geometry: Exclude<FenceGeometry, { type: 'Circle' }>): PolygonArea {
  const polygons = polygonsOf(geometry);
  const box = boxOf(polygons.flatMap(([shell = []]) => shell));
  const all = polygons.flat().flatMap(edgesOf);
  const isCut = [-180, 180].some((seam) => box[0] < seam && seam < box[2]);
  const edges = isCut ? all.filter(([a, b]) => !(onAntimeridian(a) && a[0] === b[0])) : all;
  const surface = polygons.reduce((sum, [shell = [], ...holes]) => sum + ringArea(shell) - holes.reduce((h, r) => h + ringArea(r), 0), 0);
  const perimeter = edges.reduce((sum, edge) => sum + lengthOf(edge), 0);
  return { kind: 'polygons', polygons, edges, box, maxInset: surface / (2 * perimeter) };
}

function calculated(geometry: FenceGeometry): Area {
  if (geometry.type !== 'Circle') return polygonArea(geometry);
  const { centre, radiusMetres } = geometry;
  const up = radiusMetres / METRES_PER_DEGREE;
  const farthest = Math.min(90, Math.abs(centre.latitude) + up);
  const aside = Math.min(180, radiusMetres / metresPerLongitude(farthest));
  const box: Box = [centre.longitude - aside, centre.latitude - up, centre.longitude + aside, centre.latitude + up];
  return { kind: 'circle', centre, radiusMetres, box, maxInset: radiusMetres / 2 };
}

const areas = new WeakMap<FenceGeometry, Area>();

/**
 * The area of a geometry that `geometryFaults` finds nothing wrong with. Worked out once for each: when a fence is redrawn, its earlier
 * versions only end, and what they enclose is as it was.
 */
export function areaOf(geometry: FenceGeometry): Area {
  let area = areas.get(geometry);
  if (!area) {
    area = calculated(geometry);
    areas.set(geometry, area);
  }
  return area;
}

/** The position in the frame in which the area is drawn. */
export const inFrame = ({ box }: Extent, { latitude, longitude }: Located): Point => [
  nearestLongitude(longitude, (box[0] + box[2]) / 2),
  latitude,
];

/** Square of the metres from a position to an edge; the world is flat around the position. */
function squaredDistance([x, y]: Point, [[x1, y1], [x2, y2]]: Edge, scale: number): number {
  const [ax, ay] = [(x1 - x) * scale, (y1 - y) * METRES_PER_DEGREE];
  const [dx, dy] = [(x2 - x1) * scale, (y2 - y1) * METRES_PER_DEGREE];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
  return (ax + t * dx) ** 2 + (ay + t * dy) ** 2;
}

const contains = ({ polygons }: PolygonArea, point: Point): boolean =>
  polygons.some((rings) =>
    booleanPointInPolygon(point as [number, number], { type: 'Polygon', coordinates: rings as [number, number][][] }),
  );

/** Metres from the boundary, positive inside. */
export function depthIn(area: Area, place: Located): number {
  if (area.kind === 'circle') return area.radiusMetres - metresBetween(area.centre, place);
  const point = inFrame(area, place);
  const scale = metresPerLongitude(place.latitude);
  const nearest = Math.sqrt(
    area.edges.reduce((least, edge) => Math.min(least, squaredDistance(point, edge, scale)), Number.POSITIVE_INFINITY),
  );
  return contains(area, point) ? nearest : -nearest;
}
