import { judged, splitByTime } from './competition';
import { alongside, CONTENDERS, scoresOf } from './contest';
import { type EtaModel, isBaselineAlone, UNTRAINED } from './model';
import { roadTrips } from './road-trips';
import { DEFAULT_TRAINING, trainModel } from './train';

const OPTIONS = { ...DEFAULT_TRAINING, rounds: 20, version: 'candidate' };
const DAY = 86_400_000;

describe('a candidate beside the live model', () => {
  const trips = roadTrips(21, 160, { weeks: 8 });
  const parts = splitByTime(trips);
  const model = trainModel(parts.training, parts.calibration, OPTIONS);

  it('is tried on the last weeks, of which it has seen nothing', () => {
    const arrivals = (some: typeof trips) => some.map(({ arrival }) => arrival);
    expect(parts.training.length + parts.calibration.length + parts.test.length).toBe(trips.length);
    expect(Math.max(...arrivals([...parts.training]))).toBeLessThan(Math.min(...arrivals([...parts.calibration])));
    expect(Math.max(...arrivals([...parts.calibration]))).toBeLessThan(Math.min(...arrivals([...parts.test])));
    const tested = arrivals([...parts.test]);
    expect(Math.max(...tested) - Math.min(...tested)).toBeLessThanOrEqual(14 * DAY);
    expect(splitByTime([])).toEqual({ training: [], calibration: [], test: [] });
  });

  it('may take the place of one that was trained on nothing', () => {
    const verdict = judged(model, UNTRAINED, parts.test);
    expect(verdict.objections).toEqual([]);
    expect(verdict.candidate?.meanError).toBeLessThan(verdict.live?.meanError ?? 0);
    expect([...verdict.scores.keys()]).toEqual([...CONTENDERS]);
  });

  const late = (by: number): EtaModel => ({
    ...model,
    forests: { ...model.forests, p50: { ...model.forests.p50, base: model.forests.p50.base + by } },
  });
  const wide: EtaModel = { ...model, corrections: model.corrections.map((one) => ({ ...one, low: 3, high: 3 })) };
  it.each([
    ['says a third later', late(0.3), /^mean absolute error/],
    ['says so wide a window that it says nothing', wide, /^windows hold 1?\d\d\.\d % of arrivals/],
  ])('is refused when it %s', (_name, spoilt, why) => {
    const { objections } = judged(spoilt, model, parts.test);
    expect(objections).toEqual([expect.stringMatching(why)]);
  });

  it('is refused when there is nothing to try it on, and is as good as itself', () => {
    expect(judged(model, UNTRAINED, []).objections).toEqual(['there is no trip to try it on']);
    expect(judged(model, model, parts.test).objections).toEqual([]);
  });

  it('is a baseline as it is when it would be no nearer', () => {
    const few = trainModel(parts.training.slice(0, 3), parts.calibration, { ...OPTIONS, leastRows: 2, rate: 1, rounds: 5 });
    expect(isBaselineAlone(few)).toBe(true);
    expect(isBaselineAlone(model)).toBe(false);
  });

  it('is held against each of the others on the same predictions', () => {
    const scores = scoresOf(parts.test, model);
    const [own = [], slow = []] = [scores.get('model'), scores.get('great circle at 35 km/h')];
    expect(alongside(own, slow.slice(0, 5))).toHaveLength(5);
    for (const contender of CONTENDERS) expect(scores.get(contender)?.length).toBeGreaterThan(0);
  });
});
