import fc from 'fast-check';
import type { DetectionFact } from '../exceptions';
import { driving, KM, minute, ping, plan, scan, standing } from '../exceptions/fixtures';
import { arrivalTarget } from './arrival';
import { isAtEnd, keepsItsSite, visitingOf } from './visits';

const target = arrivalTarget(plan);
const minutesOf = (time: number | undefined) => (time === undefined ? undefined : Math.round((time - minute(0)) / 60_000));
const staysOf = (facts: readonly DetectionFact[], at = target) =>
  visitingOf(facts, at).visits.map(({ arrival, departure }) => [
    arrival.by,
    minutesOf(arrival.time),
    departure?.by,
    minutesOf(departure?.time),
  ]);

const onTheWay = [scan('IN_TRANSIT', 0), ...driving(0, 195, 0)];
const there = standing(200, 230, 200 * KM);
const away = driving(235, 260, 205 * KM);

describe('the stays at a site', () => {
  it('begin and end with the confirmed way over its boundary', () => {
    expect(staysOf(onTheWay)).toEqual([]);
    expect(staysOf([...onTheWay, ...there])).toEqual([['position', 200, undefined, undefined]]);
    expect(staysOf([...onTheWay, ...there, ...away])).toEqual([['position', 200, 'position', 230]]);
  });

  it('say which facts show them, and where that was', () => {
    const [visit] = visitingOf([...onTheWay, ...there], target).visits;
    expect(visit?.arrival.eventIds.length).toBeGreaterThanOrEqual(2);
    expect(visit?.arrival.latitude).toBeCloseTo(plan.destination.latitude, 2);
  });

  it('are several for one that comes again, and none for one that passes by', () => {
    const again = standing(300, 320, 200 * KM);
    expect(staysOf([...onTheWay, ...there, ...away, ...again])).toHaveLength(2);
    expect(staysOf([...onTheWay, ...driving(200, 240, 200 * KM)])).toEqual([]);
  });

  it('are told by a carrier where no position shows them; one of the two is enough', () => {
    expect(staysOf([scan('ARRIVED_AT_DESTINATION', 180)])).toEqual([['milestone', 180, undefined, undefined]]);
    expect(staysOf([scan('ARRIVED_AT_DESTINATION', 180), scan('DEPARTED_DESTINATION', 240)])).toEqual([
      ['milestone', 180, 'milestone', 240],
    ]);
    expect(staysOf([...onTheWay, ...there, scan('ARRIVED_AT_DESTINATION', 215)])).toHaveLength(1);
    expect(staysOf([scan('ARRIVED_AT_DESTINATION', 180, { classifier: 'EST' })])).toEqual([]);
    expect(staysOf([scan('DEPARTED_DESTINATION', 240)])).toEqual([]);
  });

  it('do not begin with a delivery, which is the end', () => {
    const delivered = visitingOf([...onTheWay, scan('DELIVERED', 190)], target);
    expect([delivered.visits, delivered.arrived, isAtEnd(delivered), keepsItsSite(delivered)]).toEqual([[], true, true, true]);
    expect(keepsItsSite(visitingOf(onTheWay, target))).toBe(false);
  });

  it('do not begin where a round trip sets out', () => {
    const round = arrivalTarget({ ...plan, destination: plan.origin });
    expect(staysOf([...standing(0, 30, 0), ...driving(35, 60, 5 * KM)], round)).toEqual([]);
  });

  it('are the same in whatever order the facts came', () => {
    const facts = [...onTheWay, ...there, ...away, scan('ARRIVED_AT_DESTINATION', 215), ping(190, 190 * KM, { recordedTime: minute(400) })];
    const expected = staysOf(facts);
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => expect(staysOf(shuffled)).toEqual(expected)),
      { numRuns: 20 },
    );
  });
});
