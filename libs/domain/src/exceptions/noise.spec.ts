import type { Instant } from '@waybill/events';
import { type Fix, ROAD } from '../positions';
import { advance, type DetectionState, episodesAt, initialDetection } from './detection';
import { fixFact } from './fact';
import { KM, minute, plan, scan } from './fixtures';
import { initialJourney, stepJourney } from './journey';
import { DEFAULT_RULES } from './rules';
import { watchOf } from './watch';

/** Small and seeded (mulberry32), so that a failure can be looked at again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SIGMA_METRES = 15;
const METRES_PER_DEGREE = 111_195;

/** Where a device at 30 km north says that it is: normally distributed, and one time in a thousand 0.1 to 50 km off. */
function noisy(next: () => number, minutes: number, device: number): Fix {
  const spread = SIGMA_METRES * Math.sqrt(-2 * Math.log(1 - next()));
  const metres = next() < 0.001 ? 100 + next() * 49_900 : spread;
  const bearing = next() * 2 * Math.PI;
  const latitude = 51.3 + (30 * KM + metres * Math.cos(bearing)) / METRES_PER_DEGREE;
  const longitude = 9.48 + (metres * Math.sin(bearing)) / (METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180));
  const time = minute(minutes) as Instant;
  return { eventId: `${device}@${minutes}`, time, recordedTime: time, latitude, longitude, source: 'urn:device', id: `${minutes}` };
}

/** Minutes between two fixes. */
const EVERY = process.env.WAYBILL_FAULTS === 'full' ? 1 : 10;

describe('200 devices that stand still for a day', () => {
  const watch = watchOf(plan);
  const ends = Array.from({ length: 200 }, (_, device): DetectionState => {
    const next = random(device + 1);
    let state = advance(initialDetection, scan('IN_TRANSIT', 0), watch);
    for (let at = EVERY; at <= 1440; at += EVERY) state = advance(state, fixFact(noisy(next, at, device)), watch);
    return state;
  });

  it('do not move, lose their signal or leave their route: each is one exception that goes on', () => {
    const shapes = ends.map((state) => episodesAt(state, minute(1440), watch).map(({ rule, until }) => [rule, until]));
    for (const shape of shapes) expect(shape).toEqual([['no-movement', undefined]]);
    const sinces = ends.map((state) => episodesAt(state, minute(1440), watch)[0]?.since as number);
    // The very first fix may be the outlier; then the second one is where it stands.
    expect(Math.max(...sinces)).toBeLessThanOrEqual(minute(2 * EVERY));
  });

  it('do not leave an origin that they stand at', () => {
    const atOrigin = watchOf({ ...plan, origin: { latitude: 51.3 + (30 * KM) / METRES_PER_DEGREE, longitude: 9.48 } });
    for (let device = 0; device < 20; device++) {
      const next = random(device + 1);
      let journey = initialJourney;
      for (let at = EVERY; at <= 1440; at += EVERY) ({ journey } = stepJourney(journey, fixFact(noisy(next, at, device)), atOrigin));
      expect(journey.departedAt).toBeUndefined();
    }
  });

  it('are really noisy in this test', () => {
    const next = random(1);
    const fixes = Array.from({ length: 20_000 }, (_, i) => noisy(next, i, 0));
    const off = fixes.map(({ latitude }) => Math.abs(latitude - 51.3 - (30 * KM) / METRES_PER_DEGREE) * METRES_PER_DEGREE);
    expect(off.filter((metres) => metres > 100).length).toBeGreaterThan(8);
    expect(Math.sqrt(off.filter((metres) => metres < 100).reduce((sum, metres) => sum + metres ** 2, 0) / off.length)).toBeCloseTo(15, 0);
    expect([ROAD.maxSpeed, DEFAULT_RULES.movementRadiusMetres]).toEqual([60, 200]);
  });
});
