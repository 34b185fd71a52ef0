import type { FenceGeometry } from '@waybill/events';
import fc from 'fast-check';
import type { DetectionFact } from '../exceptions';
import { driving, KM, minute, ping, plan, scan, standing } from '../exceptions/fixtures';
import { arrivalOf, arrivalTarget, notArrived, stepArriving } from './arrival';

const target = arrivalTarget(plan);
const arrived = (facts: readonly DetectionFact[], at = target) => {
  const time = arrivalOf(facts, at);
  return time === undefined ? undefined : Math.round((time - minute(0)) / 60_000);
};
const onTheWay = [scan('IN_TRANSIT', 0), ...driving(0, 195, 0)];

describe('arrival', () => {
  it('is a confirmed stay near the destination, from the moment of coming in', () => {
    expect(arrived(onTheWay)).toBeUndefined();
    expect(arrived([...onTheWay, ...standing(200, 205, 200 * KM)])).toBe(200);
  });

  it('is not one fix there, nor passing by', () => {
    expect(arrived([...onTheWay, ping(200, 200 * KM)])).toBeUndefined();
    expect(arrived([...onTheWay, ...driving(200, 240, 200 * KM)])).toBeUndefined();
  });

  it.each(['ARRIVED_AT_DESTINATION', 'AVAILABLE_FOR_PICKUP', 'DELIVERED'] as const)('is %s, when it did happen', (name) => {
    expect(arrived([...onTheWay, scan(name, 180)])).toBe(180);
    expect(arrived([...onTheWay, scan(name, 180, { classifier: 'EST' })])).toBeUndefined();
    expect(arrived([...onTheWay, scan(name, 180, { recordedTime: minute(100) })])).toBeUndefined();
  });

  it('is not an attempt at delivery, nor the end of a journey that went elsewhere', () => {
    for (const name of ['DELIVERY_ATTEMPTED', 'OUT_FOR_DELIVERY', 'CANCELLED', 'LOST', 'RETURNED'] as const)
      expect(arrived([...onTheWay, scan(name, 180)])).toBeUndefined();
  });

  it('is the earliest of them, whichever was known first', () => {
    expect(arrived([...onTheWay, ...standing(200, 230, 200 * KM), scan('DELIVERED', 220)])).toBe(200);
    expect(arrived([...onTheWay, ...standing(200, 230, 200 * KM), scan('DELIVERED', 201)])).toBe(200);
    expect(arrived([...onTheWay, scan('DELIVERED', 190), ...standing(200, 230, 200 * KM)])).toBe(190);
  });

  it("knows a parcel's destination depot from where the parcel goes", () => {
    const parcel = arrivalTarget({ ...plan, mode: 'parcel' });
    expect(arrived([scan('ARRIVED_AT_DESTINATION', 180)], parcel)).toBeUndefined();
    expect(arrived([scan('ARRIVED_AT_DESTINATION', 180), scan('DELIVERED', 300)], parcel)).toBe(300);
  });

  it('takes the fence of the site where there is one', () => {
    const { latitude, longitude } = plan.destination;
    const yard: FenceGeometry = { type: 'Circle', centre: { latitude, longitude }, radiusMetres: 3_000 };
    expect(arrived([...onTheWay, ...standing(198, 203, 198 * KM)], arrivalTarget(plan, yard))).toBe(197);
  });

  it('does not take the beginning of a round trip for its end', () => {
    const round = arrivalTarget({ ...plan, destination: plan.origin });
    const out = [...standing(0, 30, 0), ...driving(35, 60, 5 * KM)];
    expect(arrived(out, round)).toBeUndefined();
    expect(arrived([...out, ...standing(100, 120, 0)], round)).toBeGreaterThan(60);
    expect(arrived(standing(0, 30, 200 * KM))).toBe(0);
  });

  it('is the same in any order, and fact by fact', () => {
    const facts = [...onTheWay, ...standing(200, 230, 200 * KM), scan('DELIVERED', 210)];
    const inOrder = facts.toSorted((a, b) => a.at - b.at).reduce((state, fact) => stepArriving(state, fact, target), notArrived);
    expect(inOrder.arrivedAt).toBe(arrivalOf(facts, target));
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => expect(arrived(shuffled)).toBe(200)),
      { numRuns: 20 },
    );
  });
});
