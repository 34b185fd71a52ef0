import fc from 'fast-check';
import { BUCKETS, bucketOf, calibrate, type Outcome, onePerTrip } from './calibration';
import { seeded } from './seeded';

const HOUR = 3_600_000;
const outcome = (trip: number, overrides: Partial<Outcome> = {}): Outcome => ({
  trip: `t${trip}`,
  asOf: trip,
  bucket: 0,
  low: -0.1,
  high: 0.1,
  actual: 0,
  ...overrides,
});

/** Outcomes that spread more the farther out they are, with a bias, under a window that knows nothing of it. */
function spread(trips: number, seed: number): Outcome[] {
  const random = seeded(seed);
  return Array.from({ length: trips }, (_, trip) => {
    const bucket = Math.floor(random() * BUCKETS);
    return outcome(trip, { bucket, actual: 0.2 + (bucket + 1) * 0.1 * (random() + random() - 1) });
  });
}

describe('calibration', () => {
  it('sorts by hours out', () => {
    expect([0, 0.99, 1, 5, 11, 23, 71, 72, 500].map((hours) => bucketOf(hours * HOUR))).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 6]);
  });

  it('makes windows hold four in five of later trips in each bucket, a tenth on either side', () => {
    const corrections = calibrate(spread(14_000, 1));
    const later = spread(14_000, 2);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const { low, high } = corrections[bucket] as { low: number; high: number };
      const ours = later.filter((one) => one.bucket === bucket);
      const share = (test: (one: Outcome) => boolean) => ours.filter(test).length / ours.length;
      expect(Math.abs(share(({ actual }) => actual < -0.1 - low) - 0.1)).toBeLessThan(0.025);
      expect(Math.abs(share(({ actual }) => actual > 0.1 + high) - 0.1)).toBeLessThan(0.025);
    }
  });

  it('narrows a window that is too wide', () => {
    const wide = Array.from({ length: 300 }, (_, trip) => outcome(trip, { low: -5, high: 5, actual: (trip % 11) / 100 }));
    const [first] = calibrate(wide);
    expect(5 + (first?.high ?? 0)).toBeCloseTo(0.09, 2);
  });

  it('takes one outcome of each trip and bucket, the same in any order', () => {
    const outcomes = Array.from({ length: 40 }, (_, i) => outcome(i % 4, { asOf: i, bucket: i % 2, actual: i }));
    const chosen = (some: readonly Outcome[]) =>
      onePerTrip(some)
        .map(({ trip, bucket, asOf }) => `${trip}/${bucket}/${asOf}`)
        .sort();
    expect(chosen(outcomes)).toHaveLength(4);
    fc.assert(
      fc.property(fc.shuffledSubarray(outcomes, { minLength: 40 }), (shuffled) => expect(chosen(shuffled)).toEqual(chosen(outcomes))),
    );
  });

  it('borrows from its neighbours while it has too few trips', () => {
    const few = Array.from({ length: 50 }, (_, trip) => outcome(trip, { bucket: 3, actual: 9 }));
    const near = Array.from({ length: 300 }, (_, trip) => outcome(1_000 + trip, { bucket: 4, actual: 0 }));
    const corrections = calibrate([...few, ...near]);
    expect(corrections.map(({ trips }) => trips)).toEqual([350, 350, 350, 350, 300, 300, 300]);
    expect(corrections[4]?.high).toBeCloseTo(-0.1, 9);
    expect(calibrate([])).toEqual(Array.from({ length: BUCKETS }, () => ({ low: 0, high: 0, trips: 0 })));
  });

  it('takes the worst when there are too few to tell', () => {
    const [first] = calibrate([outcome(1, { actual: 0.5 }), outcome(2, { actual: 0.3 })]);
    expect(first).toEqual({ low: expect.closeTo(-0.4, 9), high: expect.closeTo(0.4, 9), trips: 2 });
  });
});
