import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { type FenceGeometry, type FenceTerms, itemAt, MAX_VERTICES } from '@waybill/events';
import { edgesOf, polygonsOf, ringArea } from './area';
import { METRES_PER_DEGREE, type Point } from './plane';

/** Something that is wrong with a fence, and where in its terms. */
export interface FenceFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Edge = readonly [Point, Point];
type Located = { readonly ring: readonly Point[]; readonly path: readonly (string | number)[]; readonly isHole: boolean };

const samePoint = (a: Point | undefined, b: Point | undefined): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1];

const side = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));

/** True when two edges cross within both; touching is allowed. */
const cross = ([a, b]: Edge, [c, d]: Edge): boolean => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;

/** True when two edges that follow one another lie on each other: a spike. */
const foldsBack = ([a, b]: Edge, [, d]: Edge): boolean =>
  side(a, b, d) === 0 && (b[0] - a[0]) * (d[0] - b[0]) + (b[1] - a[1]) * (d[1] - b[1]) < 0;

function ringFault(ring: readonly Point[], given: readonly Point[]): string | undefined {
  if (given.length < 4) return 'must have at least four positions, the last being the first again';
  if (!samePoint(given[0], given.at(-1))) return 'must be closed: its last position must be its first';
  // Unwrapped, a ring that does not come back to its first longitude has gone once around the world.
  if (!samePoint(ring[0], ring.at(-1))) return 'must not go around a pole; end it at a parallel short of the pole and at ±180';
  const edges = edgesOf(ring).filter(([a, b]) => !samePoint(a, b));
  for (let i = 0; i < edges.length; i++) {
    if (foldsBack(itemAt(edges, i), itemAt(edges, (i + 1) % edges.length))) return crossing(itemAt(edges, i));
    for (let j = i + 2; j < edges.length; j++) if (cross(itemAt(edges, i), itemAt(edges, j))) return crossing(itemAt(edges, i));
  }
  return ringArea(ring) < 1 ? 'must enclose an area' : undefined;
}

const crossing = ([[x, y]]: Edge): string => `must not cross itself, as it does after [${x}, ${y}]`;

const inRing = (point: Point, ring: readonly Point[]): boolean =>
  booleanPointInPolygon(point as [number, number], { type: 'Polygon', coordinates: [ring as [number, number][]] });

/** Rings of one fence against each other: a hole lies within its outer ring, polygons lie apart. */
function pairFault(a: Located, b: Located, isSamePolygon: boolean): string | undefined {
  const edges = edgesOf(b.ring);
  if (edgesOf(a.ring).some((edge) => edges.some((other) => cross(edge, other)))) return 'must not cross another ring';
  if (isSamePolygon && b.isHole && !a.isHole && !b.ring.every((point) => inRing(point, a.ring))) return 'must lie within the outer ring';
  return undefined;
}

function ringsOf(geometry: Exclude<FenceGeometry, { type: 'Circle' }>): { rings: Located[]; given: (readonly Point[])[] } {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const base = (i: number) => (geometry.type === 'Polygon' ? ['geometry', 'coordinates'] : ['geometry', 'coordinates', i]);
  const rings = polygonsOf(geometry).flatMap((all, i) => all.map((ring, j) => ({ ring, path: [...base(i), j], isHole: j > 0 })));
  return { rings, given: polygons.flat() as unknown as (readonly Point[])[] };
}

function polygonFaults(geometry: Exclude<FenceGeometry, { type: 'Circle' }>): FenceFault[] {
  const { rings, given } = ringsOf(geometry);
  const vertices = given.reduce((sum, ring) => sum + ring.length, 0);
  if (vertices > MAX_VERTICES)
    return [
      { path: ['geometry', 'coordinates'], message: `must have at most ${MAX_VERTICES} positions in all, not ${vertices}; simplify it` },
    ];
  const own = rings.flatMap(({ ring, path }, i) => {
    const message = ringFault(ring, itemAt(given, i));
    return message ? [{ path, message }] : [];
  });
  if (own.length > 0) return own;
  return rings.flatMap((b, j) => {
    const fault = rings.slice(0, j).map((a) => pairFault(a, b, String(a.path.slice(0, -1)) === String(b.path.slice(0, -1))));
    const message = fault.find((one) => one !== undefined);
    return message ? [{ path: b.path, message }] : [];
  });
}

function circleFaults({ centre, radiusMetres }: Extract<FenceGeometry, { type: 'Circle' }>): FenceFault[] {
  const reaches = Math.abs(centre.latitude) + radiusMetres / METRES_PER_DEGREE;
  return reaches < 90 ? [] : [{ path: ['geometry', 'radiusMetres'], message: 'must not reach beyond a pole' }];
}

/** Everything that is wrong with a fence beyond the shape of its terms; empty when it can be matched against. */
export function fenceFaults({ geometry, rule, by }: Pick<FenceTerms, 'geometry' | 'rule' | 'by'>): FenceFault[] {
  const shape = geometry.type === 'Circle' ? circleFaults(geometry) : polygonFaults(geometry);
  if ((rule === 'must-be-inside') === (by !== undefined)) return shape;
  const message = by === undefined ? 'is required for the rule must-be-inside' : 'belongs to the rule must-be-inside only';
  return [...shape, { path: ['by'], message }];
}
