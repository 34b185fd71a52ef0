import { type RecordedPrediction, recordedAccuracy } from './recorded';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Said so many hours before the arrival, and off by so many minutes; the plan is half an hour early. */
const said = (trip: string, hours: number, offBy: number, more: Partial<RecordedPrediction> = {}): RecordedPrediction => {
  const arrival = 100 * HOUR;
  const p50 = arrival - offBy * MINUTE;
  const [p10, p90] = [p50 - 20 * MINUTE, p50 + 20 * MINUTE];
  const baselines = { schedule: arrival - 30 * MINUTE, 'great-circle': arrival + 90 * MINUTE };
  return { trip, asOf: arrival - hours * HOUR, p10, p50, p90, arrival, baselines, mode: 'road', carrier: null, lane: 'A > B', ...more };
};
const brief = (predictions: readonly RecordedPrediction[], by: Parameters<typeof recordedAccuracy>[1]) =>
  recordedAccuracy(predictions, by).map(({ group, predicted: { predictions: n, meanError, bias, coverage } }) => [
    group,
    n,
    meanError,
    bias,
    coverage,
  ]);

describe('how good recorded predictions were', () => {
  const all = [said('a', 30, 60), said('a', 2, 10), said('b', 2, -10, { mode: 'sea', baselines: {} })];

  it('is told for all of them, and by hours out', () => {
    expect(brief(all, 'hoursOut')).toEqual([
      ['all', 3, 80 / 3, 20, 0.75],
      ['1-3 h', 2, 10, 0, 1],
      ['24-72 h', 1, 60, 60, 0],
    ]);
  });

  it('is told by what shipments have in common, the largest group first', () => {
    expect(brief(all, 'mode').map(([group]) => group)).toEqual(['all', 'road', 'sea']);
    expect(brief(all, 'carrier').map(([group]) => group)).toEqual(['all', 'unknown']);
  });

  it('is told beside each way of saying it without learning, at the times at which that said something', () => {
    const [{ alone } = { alone: [] }] = recordedAccuracy(all, 'lane');
    expect(alone.map(({ basis, did, predicted }) => [basis, did.meanError, did.predictions, predicted.meanError])).toEqual([
      ['schedule', 30, 2, 35],
      ['great-circle', 90, 2, 35],
    ]);
  });

  it('is nothing while nothing has arrived', () => {
    expect(recordedAccuracy([], 'hoursOut')).toEqual([]);
  });
});
