import { BASES } from './baselines';
import { modelDigest } from './model';
import { observedAt } from './observed';
import { predictFrom, situationOf } from './predict';
import { roadTrips } from './road-trips';
import { DEFAULT_TRAINING, trainModel } from './train';
import { samplesOf } from './trips';

const OPTIONS = { ...DEFAULT_TRAINING, version: 'synthetic', rounds: 30 };
const MINUTE = 60_000;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('a model trained on synthetic road trips', () => {
  const training = roadTrips(1, 120);
  const model = trainModel(training, roadTrips(2, 60, { firstWeek: 4, weeks: 2 }), OPTIONS);
  const held = samplesOf(roadTrips(3, 80, { firstWeek: 6, weeks: 2 }));
  const predicted = held.flatMap((sample) => {
    const { observed, trip, asOf } = sample;
    const prediction = predictFrom(observed, trip.plan, model, asOf);
    const situation = situationOf(observed, trip.plan, model, asOf);
    return prediction && situation ? [{ sample, prediction, baselines: situation.baselines }] : [];
  });
  /** Mean absolute error in minutes of what is left by one way of saying it. */
  const errorOf = (left: (one: (typeof predicted)[number]) => number): number =>
    mean(predicted.map((one) => Math.abs(one.sample.asOf + left(one) - one.sample.trip.arrival) / MINUTE));
  const learned = errorOf(({ prediction, sample }) => prediction.p50 - sample.asOf);

  it('predicts every trip that is under way', () => expect(predicted.length).toBe(held.length));

  it.each(BASES)('is nearer on trips of later weeks than the baseline "%s" alone', (basis) => {
    expect(learned).toBeLessThan(0.8 * errorOf(({ baselines }) => baselines[basis] as number));
  });

  it("is nearer than driving on without a pause, with the driver's pauses alone, and 35 km/h", () => {
    const driving = errorOf(({ baselines: { way } }) => way?.drivingMs as number);
    const pauses = errorOf(({ baselines: { way } }) => (way?.drivingMs as number) + (way?.pausesMs as number));
    const slowly = errorOf(({ baselines: { way } }) => ((way?.metres as number) / 35_000) * 60 * MINUTE);
    expect(learned).toBeLessThan(0.8 * Math.min(driving, pauses, slowly));
  });

  it('gives windows that hold about four in five', () => {
    const holds = predicted.map(({ prediction: { p10, p90 }, sample: { trip } }) => (p10 <= trip.arrival && trip.arrival <= p90 ? 1 : 0));
    expect(mean(holds)).toBeGreaterThan(0.72);
    expect(mean(holds)).toBeLessThan(0.88);
  });

  it('learns from what was known at each time, also when facts came late', () => {
    const [trip] = training;
    if (!trip) throw new Error('no trip');
    const at = (one: typeof trip) => samplesOf([one]).map(({ observed }) => observed);
    expect(at(trip)).toEqual(trip.times.map((asOf) => observedAt(trip.facts, trip.plan, asOf)));
    const [first, ...others] = trip.facts.toReversed();
    const slow = { ...first, of: { ...first?.of, recordedTime: trip.arrival } } as typeof first;
    const late = { ...trip, facts: slow ? [...others, slow] : others };
    expect(at(late)).toEqual(late.times.map((asOf) => observedAt(late.facts, late.plan, asOf)));
  });

  it('is the same when it is trained again', () => {
    const small = () => trainModel(training.slice(0, 20), [], { ...OPTIONS, rounds: 3 });
    const once = small();
    expect(JSON.stringify(small())).toBe(JSON.stringify(once));
    expect(modelDigest(JSON.parse(JSON.stringify(once)))).toBe(modelDigest(once));
    expect(modelDigest({ ...once, seed: 18 })).not.toBe(modelDigest(once));
  });

  it('comes from trips only, never from none', () => {
    expect(trainModel([], [], OPTIONS)).toMatchObject({ version: 'synthetic', features: [] });
  });
});
