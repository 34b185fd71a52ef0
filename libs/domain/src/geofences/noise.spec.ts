import type { FenceRule } from '@waybill/events';
import { type Fix, ROAD } from '../positions';
import { depthIn } from './area';
import { fenceEpisodes } from './episodes';
import { indexFences } from './fence-index';
import { at, circle, fence, fixAt, type Metres, second, square } from './fixtures';
import type { Geofence, GeofenceVersion } from './geofence';
import { fenceTransitions, initialMatch, matchFixes } from './matching';

/** Promise P17, with a generator of its own, so that a failure can be seen again. */
const shipment = { shipmentId: 'S' };

/** mulberry32, and two normal deviates out of it. */
function dice(seed: number) {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): Metres => {
    const [radius, angle] = [Math.sqrt(-2 * Math.log(1 - uniform())), 2 * Math.PI * uniform()];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  };
  const between = (low: number, high: number) => low + (high - low) * uniform();
  return { uniform, normal, between };
}

const SIGMA = 15;
const yardsUnder = (rule: FenceRule): Geofence[] => [
  fence(`square ${rule}`, { rule, geometry: square(500) }),
  fence(`circle ${rule}`, { rule, geometry: circle(400, [3_000, 0]) }),
  fence(`small ${rule}`, { rule, geometry: circle(120, [6_000, 0]) }),
];
const yards = yardsUnder('inform');
const index = indexFences(yards);

/** Seconds between two fixes. */
const EVERY = process.env.WAYBILL_FAULTS === 'full' ? 60 : 300;
const DRIVES = 1_000;

/** A day of a device that stands still, or less of it; now and then one fix far astray. */
function standing(seed: number, [east, north]: Metres, fixes = 86_400 / EVERY): Fix[] {
  const { uniform, normal, between } = dice(seed);
  return Array.from({ length: fixes }, (_, i) => {
    const [x, y] = normal();
    const stray = uniform() < 0.001 ? 100 * 500 ** uniform() : 0;
    const angle = between(0, 2 * Math.PI);
    const place: Metres = [east + x * SIGMA + stray * Math.cos(angle), north + y * SIGMA + stray * Math.sin(angle)];
    return fixAt(i * EVERY, place, { accuracyMetres: uniform() < 0.5 ? SIGMA : undefined });
  });
}

/** Rules that noise could break: by an entry, and by leaving what was never entered. */
const ruled = [...yardsUnder('no-entry'), ...yardsUnder('no-exit')];
const guarded = indexFences(ruled);

describe('200 devices that stand still for a day', () => {
  // A quarter on a boundary, a quarter within 100 m of one, the others anywhere.
  const devices = Array.from({ length: 200 }, (_, n) => {
    const { between } = dice(1_000 + n);
    const off = n % 4 === 0 ? 0 : n % 4 === 1 ? between(-100, 100) : between(-500, 2_000);
    const place: Metres = n % 8 < 4 ? [500 + off, between(-400, 400)] : [3_000, 400 + off];
    return { place, transitions: fenceTransitions(standing(n, place), ROAD, guarded, shipment) };
  });
  const depthOf = (place: Metres, { versions }: Geofence) => depthIn((versions[0] as GeofenceVersion).area, at(place));
  const asOf = second(86_400);
  const breaches = devices.flatMap(({ place, transitions }) =>
    ruled.flatMap((one) => {
      const own = transitions.filter(({ geofenceId }) => geofenceId === one.geofenceId);
      const found = fenceEpisodes(one, own, shipment, { journey: { from: second(0) }, asOf, ruleVersion: 1 });
      return [{ depth: depthOf(place, one), rule: one.versions[0]?.rule, found }];
    }),
  );

  it('cross nothing, wherever they stand', () => {
    expect(devices.flatMap(({ transitions }) => transitions.filter(({ cause }) => cause === 'movement'))).toEqual([]);
  });

  it('break no rule on a boundary, nor outside of it', () => {
    const outside = breaches.filter(({ depth }) => depth < 1);
    expect(outside.filter(({ depth }) => depth > -1)).toHaveLength(2 * 50);
    expect(outside.flatMap(({ found }) => found)).toEqual([]);
  });

  it('are found where they must not be, once and for all', () => {
    const inside = breaches.filter(({ depth }) => depth >= 1);
    for (const { rule, depth, found } of inside) {
      const [least, most] = rule === 'no-exit' ? [0, 0] : [depth > 30 + SIGMA ? 1 : 0, 1];
      expect(found.length).toBeGreaterThanOrEqual(least);
      expect(found.length).toBeLessThanOrEqual(most);
      expect(found.filter(({ until }) => until !== undefined)).toEqual([]);
    }
    expect(inside.filter(({ found }) => found.length > 0).length).toBeGreaterThan(30);
  });
});

describe('1,000 devices that are first seen on a boundary', () => {
  it('are not found inside, whatever their first fixes say', () => {
    const found = Array.from({ length: 1_000 }, (_, n) =>
      fenceTransitions(standing(10_000 + n, n % 2 === 0 ? [500, 0] : [3_000, 400], 12), ROAD, index, shipment),
    );
    expect(found.flat()).toEqual([]);
  });
});

/** A straight drive over the boundary of a yard, from some kilometres away until some hundred metres inside. */
function driveIn(seed: number): { yard: GeofenceVersion; fixes: Fix[]; truth: readonly Metres[] } {
  const { uniform, normal, between } = dice(seed);
  const [yard, middle] = uniform() < 0.5 ? [yards[0], [0, 0] as Metres] : [yards[1], [3_000, 0] as Metres];
  const angle = between(0, 2 * Math.PI);
  const [speed, every] = [between(15, 100) / 3.6, between(10, 60)];
  const saysSpeed = speed * every < 150 || uniform() < 0.5;
  const begin = between(800, 2_500);
  const steps = Math.ceil((begin + 300) / (speed * every)) + 8;
  const truth = Array.from({ length: steps }, (_, i): Metres => {
    const left = Math.max(begin - i * speed * every, -200);
    return [middle[0] + left * Math.cos(angle), middle[1] + left * Math.sin(angle)];
  });
  const fixes = truth.map(([x, y], i) => {
    const [dx, dy] = normal();
    const left = begin - i * speed * every;
    const speedKmh = saysSpeed ? (left > -200 ? speed * 3.6 : 0) : undefined;
    return fixAt(i * every, [x + (dx * SIGMA) / 2, y + (dy * SIGMA) / 2], { speedKmh });
  });
  return { yard: yard?.versions[0] as GeofenceVersion, fixes, truth };
}

describe(`${DRIVES} true crossings`, () => {
  it('are all found, at most one fix after their confirmation', () => {
    const delays: number[] = [];
    for (let seed = 0; seed < DRIVES; seed++) {
      const { yard, fixes, truth } = driveIn(seed);
      const wanted = truth.findIndex((place) => depthIn(yard.area, at(place)) >= 30 + 2 * SIGMA);
      let state = initialMatch;
      let found = -1;
      fixes.forEach((fix, i) => {
        const step = matchFixes(state, [fix], ROAD, index, shipment);
        state = step.state;
        const own = step.transitions.filter(({ geofenceId, direction }) => geofenceId === yard.geofenceId && direction !== 'exited');
        if (own.length > 0 && found < 0) found = i;
      });
      expect([seed, found]).not.toEqual([seed, -1]);
      delays.push(found - wanted + 1);
    }
    expect(Math.max(...delays)).toBeLessThanOrEqual(3);
  });
});
