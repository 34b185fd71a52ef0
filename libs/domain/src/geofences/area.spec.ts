import type { FenceGeometry } from '@waybill/events';
import { type Area, areaOf, depthIn } from './area';
import { indexFences } from './fence-index';
import { at, circle, fence, KASSEL, type Metres, ringOf, second, square } from './fixtures';
import type { Located } from './plane';
import { fenceFaults } from './validity';
import { goesDeep, type WayThrough, wayThrough } from './way';

const SUVA = { latitude: -17, longitude: 179.999 };
const FAR_NORTH = { latitude: 89, longitude: 20 };
const depth = (geometry: FenceGeometry, place: Metres, origin = KASSEL) => depthIn(areaOf(geometry), at(place, origin));
const faults = (geometry: FenceGeometry) => fenceFaults({ geometry, rule: 'inform' });
const polygon = (...rings: [number, number][][]): FenceGeometry => ({ type: 'Polygon', coordinates: rings });

/** Cut at the antimeridian, as RFC 7946 asks for. */
const cutAtAntimeridian: FenceGeometry = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [179.99, -17.01],
        [180, -17.01],
        [180, -16.99],
        [179.99, -16.99],
        [179.99, -17.01],
      ],
    ],
    [
      [
        [-180, -17.01],
        [-179.99, -17.01],
        [-179.99, -16.99],
        [-180, -16.99],
        [-180, -17.01],
      ],
    ],
  ],
};
const acrossInOne = polygon([
  [179.99, -17.01],
  [-179.99, -17.01],
  [-179.99, -16.99],
  [179.99, -16.99],
  [179.99, -17.01],
]);

describe('depth', () => {
  it.each<[string, FenceGeometry, Metres, number, typeof KASSEL]>([
    ['middle of a square', square(500), [0, 0], 500, KASSEL],
    ['near its edge', square(500), [480, 0], 20, KASSEL],
    ['outside of it', square(500), [0, 700], -200, KASSEL],
    ['beyond a corner', square(500), [530, 540], -50, KASSEL],
    ['a circle', circle(300), [0, 250], 50, KASSEL],
    ['outside of a circle', circle(300), [400, 0], -100, KASSEL],
    ['a square across the antimeridian', square(500, [0, 0], SUVA), [480, 0], 20, SUVA],
    ['a circle across the antimeridian', circle(500, [0, 0], SUVA), [-480, 0], 20, SUVA],
    ['a square in the far north', square(500, [0, 0], FAR_NORTH), [0, 480], 20, FAR_NORTH],
    ['a circle in the far north', circle(500, [0, 0], FAR_NORTH), [480, 0], 20, FAR_NORTH],
  ])('%s', (_name, geometry, place, metres, origin) => expect(Math.abs(depth(geometry, place, origin) - metres)).toBeLessThan(1));

  it('is measured to the edge of a hole', () => {
    const [outer, hole] = [square(500), square(100)] as unknown as { coordinates: [number, number][][] }[];
    const ring = polygon(...(outer?.coordinates ?? []), ...(hole?.coordinates ?? []));
    expect(faults(ring)).toEqual([]);
    expect(depth(ring, [0, 0])).toBeCloseTo(-100, 0);
    expect(depth(ring, [150, 0])).toBeCloseTo(50, 0);
  });

  it('knows no boundary where a fence is only cut', () => {
    for (const geometry of [cutAtAntimeridian, acrossInOne]) {
      expect(faults(geometry)).toEqual([]);
      for (const longitude of [180, -180, 179.9999, -179.9999])
        expect(depthIn(areaOf(geometry), { latitude: -17, longitude })).toBeGreaterThan(1_000);
      expect(depthIn(areaOf(geometry), { latitude: -17, longitude: -179.98 })).toBeLessThan(-1_000);
    }
  });
});

describe('the way through', () => {
  it('is found where both ends are outside', () => {
    const way = wayThrough(areaOf(square(500)), at([-1_500, 0]), at([1_500, 0]));
    expect(way?.into).toBeCloseTo(1 / 3, 4);
    expect(way?.outOf).toBeCloseTo(2 / 3, 4);
    const isDeep = (area: Area, from: Located, to: Located, metres: number) =>
      goesDeep(area, from, to, wayThrough(area, from, to) as WayThrough, metres);
    const ways: [Area, Located, Located, number][] = [
      [areaOf(square(500)), at([-1_500, 0]), at([1_500, 0]), 500],
      [areaOf(circle(500)), at([-1_500, 300]), at([1_500, 300]), 200],
    ];
    for (const [area, from, to, depth] of ways)
      expect([depth - 1, depth + 1].map((one) => isDeep(area, from, to, one))).toEqual([true, false]);
    expect(wayThrough(areaOf(circle(500)), at([-1_500, 600]), at([1_500, 600]))).toBeUndefined();
    expect(wayThrough(areaOf(square(500)), at([-1_500, 0]), at([0, 1_500]))).toBeUndefined();
  });

  it('costs about as much through a thousand teeth as through ten', () => {
    /** How often the boundary is looked at for a way across a comb, or beside its teeth. */
    const looks = (teeth: number, step: number): number => {
      const up = Array.from({ length: teeth }, (_, i): Metres[] =>
        [-500, 500, 500, -500].map((y, j): Metres => [(4 * i + j) * step, y]),
      ).flat();
      const comb = areaOf(polygon(ringOf([...up, [4 * teeth * step, -600], [-step, -600]])));
      let count = 0;
      const counted = {
        ...comb,
        get polygons() {
          count += 1;
          return comb.kind === 'polygons' ? comb.polygons : [];
        },
      } as Area;
      const [from, to] = [at([-1_000, 0]), at([4 * teeth * step + 1_000, 0])];
      const way = wayThrough(counted, from, to) as WayThrough;
      expect(way.fractions.length).toBeGreaterThanOrEqual(teeth);
      goesDeep(counted, from, to, way, 30);
      return count;
    };
    // Teeth that are too narrow to be deep in, and such that are wide enough.
    expect([looks(10, 2), looks(1_000, 2)].every((count) => count < 10)).toBe(true);
    expect([looks(10, 100), looks(1_000, 100)].every((count) => count < 10)).toBe(true);
  });

  it('goes the short way around the world', () => {
    for (const geometry of [cutAtAntimeridian, acrossInOne]) {
      const way = wayThrough(areaOf(geometry), { latitude: -17, longitude: 179.97 }, { latitude: -17, longitude: -179.97 });
      expect([way?.into, way?.outOf]).toEqual([expect.closeTo(1 / 3, 3), expect.closeTo(2 / 3, 3)]);
    }
  });
});

describe('the index', () => {
  it('finds fences on both sides of the antimeridian from both sides', () => {
    const index = indexFences([
      fence('suva', { geometry: acrossInOne }),
      fence('ring', { geometry: circle(3_000, [0, 0], SUVA) }),
      fence('kassel'),
    ]);
    for (const longitude of [179.995, -179.995, 180, -180]) {
      const place = { latitude: -17, longitude };
      expect([...index.along(place, place)].sort()).toEqual(['ring', 'suva']);
    }
    expect([...index.along({ latitude: -17, longitude: 179 }, { latitude: -17, longitude: -179 })].sort()).toEqual(['ring', 'suva']);
    expect([...index.along({ latitude: -17, longitude: 178 }, { latitude: -17, longitude: 179 })]).toEqual([]);
    expect(indexFences([]).along(KASSEL, KASSEL).size).toBe(0);
  });

  it('answers the version of the time, for those that it is meant for', () => {
    const scope = { carriers: ['dhl', 'ups'], labels: ['cold'] };
    const index = indexFences([fence('f', { from: 0, until: 10, appliesTo: scope }, { from: 10, until: 20 })]);
    const shipment = { shipmentId: 'S', carrier: 'ups', labels: ['frail', 'cold'] };
    expect([0, 9.999, 10, 20].map((seconds) => index.at('f', second(seconds), shipment)?.revision)).toEqual([0, 0, 1, undefined]);
    expect(index.at('f', second(0), { ...shipment, carrier: 'gls' })).toBeUndefined();
    expect(index.at('f', second(0), { ...shipment, labels: [] })).toBeUndefined();
    expect(index.at('f', second(0), { shipmentId: 'S', labels: ['cold'] })).toBeUndefined();
  });

  it('know carriers and labels in any case, composition and spacing; ids only as they are', () => {
    const scope = { carriers: ['Über Fracht'], labels: ['high-value'], shipmentIds: ['S-1'] };
    const index = indexFences([fence('f', { from: 0, until: 10, appliesTo: scope })]);
    const shipment = { shipmentId: 'S-1', carrier: 'ÜBERFRACHT'.normalize('NFD'), labels: ['High Value'] };
    expect(index.at('f', second(0), shipment)?.revision).toBe(0);
    expect(index.at('f', second(0), { ...shipment, shipmentId: 's-1' })).toBeUndefined();
  });
});

describe('what is no fence', () => {
  const [a, b, c, d] = ringOf([
    [0, 0],
    [1_000, 0],
    [1_000, 1_000],
    [0, 1_000],
  ]) as [[number, number], [number, number], [number, number], [number, number]];
  it.each<[string, FenceGeometry, (string | number)[], RegExp]>([
    ['a ring that is not closed', polygon([a, b, c, d]), ['geometry', 'coordinates', 0], /closed/],
    ['two positions', polygon([a, b, a]), ['geometry', 'coordinates', 0], /four positions/],
    ['a bow tie', polygon([a, b, d, c, a]), ['geometry', 'coordinates', 0], /cross itself/],
    ['a line there and back', polygon([a, b, c, b, a]), ['geometry', 'coordinates', 0], /area|cross itself/],
    ['one point', polygon([a, a, a, a]), ['geometry', 'coordinates', 0], /area/],
    ['a spike', polygon([a, b, c, [c[0], c[1] + 1], c, d, a]), ['geometry', 'coordinates', 0], /cross itself/],
    [
      'a hole outside',
      polygon(
        [a, b, c, d, a],
        ringOf([
          [2_000, 0],
          [2_100, 0],
          [2_100, 100],
        ]),
      ),
      ['geometry', 'coordinates', 1],
      /within/,
    ],
    [
      'a hole across the edge',
      polygon(
        [a, b, c, d, a],
        ringOf([
          [900, 100],
          [1_100, 100],
          [1_100, 300],
        ]),
      ),
      ['geometry', 'coordinates', 1],
      /cross another/,
    ],
    [
      'a ring around the pole',
      polygon([
        [0, 80],
        [90, 80],
        [180, 80],
        [-90, 80],
        [0, 80],
      ]),
      ['geometry', 'coordinates', 0],
      /pole/,
    ],
    [
      'a circle over the pole',
      { type: 'Circle', centre: { latitude: 89.999, longitude: 0 }, radiusMetres: 500 },
      ['geometry', 'radiusMetres'],
      /pole/,
    ],
    ['too many', polygon(Array.from({ length: 2_001 }, () => a)), ['geometry', 'coordinates'], /at most 2000/],
  ])('%s', (_name, geometry, path, message) => expect(faults(geometry)).toEqual([{ path, message: expect.stringMatching(message) }]));

  it('lists the faults of all rings at once', () => {
    const geometry: FenceGeometry = {
      type: 'MultiPolygon',
      coordinates: [
        [[a, b, c, d]],
        [
          [a, b, c, d, a],
          [a, b, a],
        ],
      ],
    };
    expect(fenceFaults({ geometry, rule: 'must-be-inside' }).map(({ path }) => path.join('/'))).toEqual([
      'geometry/coordinates/0/0',
      'geometry/coordinates/1/1',
      'by',
    ]);
  });
});
