import type { ShipmentPlan } from '@waybill/events';
import fc from 'fast-check';
import { type DetectionFact, milestoneFact } from '../exceptions';
import { driving, KM, minute, ping, plan as road, scan, standing } from '../exceptions/fixtures';
import { milestone } from '../shipments/fixtures';
import { type Baselines, baselinesOf, basisOf, type Experience, noExperience, paceNames, solarTime } from './baselines';
import { observedAt } from './observed';
import { etaPlanOf } from './plan';

const { stops: _, ...direct } = road;
const at = (
  facts: readonly DetectionFact[],
  minutes: number,
  plan: ShipmentPlan = direct,
  experience: Experience = noExperience,
): Baselines => baselinesOf(observedAt(facts, etaPlanOf(plan), minute(minutes)), etaPlanOf(plan), experience, minute(minutes));
const minutes = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms / 60_000));
const underWay = scan('IN_TRANSIT', 0);

describe('baselines', () => {
  it('are none while nothing is known', () => {
    const { plannedArrival: __, ...plan } = direct;
    expect(basisOf(at([], 0, plan), etaPlanOf(plan), {})).toBeUndefined();
    expect(basisOf(at([underWay], 0, plan), etaPlanOf(plan), {})).toBeUndefined();
  });

  it('take the way left and the speed of the last hour', () => {
    const { moving, way } = at([underWay, ...driving(0, 60, 0)], 60);
    expect(way?.metres).toBeCloseTo(140 * KM, -3);
    expect(minutes(moving)).toBeGreaterThan(135);
    expect(minutes(moving)).toBeLessThan(141);
  });

  it('take the usual speed while it was not seen to move, and the learned one when there is one', () => {
    expect(at([ping(0, 0)], 0).way?.kmh).toBe(65);
    const paces = { 'mode:road': { value: 50, count: 1_000 } };
    expect(at([ping(0, 0)], 0, direct, { ...noExperience, paces }).way?.kmh).toBeCloseTo(50.3, 1);
  });

  it('take the pace of a place and an hour where it is known, and go by the own speed the less, the better it is known', () => {
    const plan = etaPlanOf(direct);
    const learned = (paces: Experience['paces']) =>
      at([underWay, ...driving(0, 60, 0)], 60, direct, { ...noExperience, paces }).way?.kmh ?? 0;
    const known = learned({ 'mode:road': { value: 30, count: 1_000 } });
    expect(known).toBeGreaterThan(29);
    expect(known).toBeLessThan(32);
    const names = paceNames(observedAt([underWay, ...driving(0, 60, 0)], plan, minute(60)), plan, minute(60));
    expect(names.slice(0, 2)).toEqual(['mode:road', 'mode:road/0']);
    expect(names.at(-2)).toBe(`lane:${plan.lane}/5183,948`);
    expect(learned(Object.fromEntries(names.map((name) => [name, { value: 90, count: 1_000 }])))).toBeGreaterThan(80);
  });

  it('correct an estimate by what the carrier usually misses so far ahead', () => {
    const facts = [milestoneFact(milestone('ETA_UPDATED', 300, { classifier: 'EST', recordedTime: minute(0) }))];
    const misses = { '': { value: 20 * 60_000, count: 1_000 }, '/16': { value: 40 * 60_000, count: 1_000_000 } };
    expect(minutes(at(facts, 10, direct, { ...noExperience, misses }).estimate)).toBe(330);
    expect(minutes(at(facts, 240, direct, { ...noExperience, misses }).estimate)).toBe(80);
  });

  it('are chosen by how near they came, and in order while that is not known', () => {
    const facts = [
      underWay,
      ...driving(0, 60, 0),
      milestoneFact(milestone('ETA_UPDATED', 300, { classifier: 'EST', recordedTime: minute(0) })),
    ];
    const [plan, baselines] = [etaPlanOf(direct), at(facts, 60)];
    const far = { value: 0.5, count: 100 };
    expect(basisOf(baselines, plan, {})).toBe('moving');
    expect(basisOf(baselines, plan, { moving: far, estimate: { value: 0.1, count: 100 } })).toBe('estimate');
    expect(basisOf(baselines, plan, { moving: far, estimate: far })).toBe('moving');
    expect(basisOf(baselines, plan, { history: { value: 0.01, count: 100 } })).toBe('moving');
  });

  it('add the pauses of a driver on the road, and none elsewhere', () => {
    const far = { ...direct, destination: { latitude: 60, longitude: 9.48 }, route: undefined };
    expect(minutes(at([ping(0, 0)], 0, far).way?.pausesMs)).toBe(2 * (45 + 660));
    expect(at([ping(0, 0)], 0, { ...far, mode: 'rail' }).way?.pausesMs).toBe(0);
  });

  it('add what is left of the dwell at stops, planned or learned', () => {
    expect(minutes(at([underWay, ping(0, 0)], 0, road).way?.dwellMs)).toBe(240);
    const there = [underWay, ...driving(0, 100, 0), ...standing(105, 160, 100 * KM)];
    expect(minutes(at(there, 160, road).way?.dwellMs)).toBe(180);
    expect(minutes(at([...there, ...driving(165, 175, 105 * KM)], 175, road).way?.dwellMs)).toBe(0);
    const site = etaPlanOf(road).stops[0]?.site as string;
    const dwells = { [site]: { value: 6 * 3_600_000, count: 10_000 } };
    expect(minutes(at([underWay, ping(0, 0)], 0, road, { ...noExperience, dwells }).way?.dwellMs)).toBe(359);
  });

  it('set out when that is planned, not before', () => {
    expect(minutes(at([ping(0, 0)], 0, { ...direct, plannedDeparture: minute(600) }).moving)).toBe(600 + Math.round((200 / 65) * 60));
  });

  it('take the newest estimate of the carrier, in the order in which it was said', () => {
    const said = (id: string, when: number, saidAt: number) =>
      milestoneFact(milestone('ETA_UPDATED', when, { id, classifier: 'EST', recordedTime: minute(saidAt) }));
    const facts = [said('b', 300, 20), said('a', 400, 10)];
    expect(minutes(at(facts, 30).estimate)).toBe(270);
    expect(minutes(at(facts, 15).estimate)).toBe(385);
    expect(at(facts, 5).estimate).toBeUndefined();
  });

  it('take the plan with the delay that was shown', () => {
    const planned = { ...road, plannedDeparture: minute(0), plannedArrival: minute(600) };
    expect(minutes(at([], 0, planned).plan)).toBe(600);
    expect(minutes(at([scan('IN_TRANSIT', 45)], 60, planned).plan)).toBe(585);
    const stops = [{ ...(road.stops?.[0] as NonNullable<ShipmentPlan['stops']>[number]), plannedArrival: minute(80) }];
    expect(minutes(at([underWay, ...driving(0, 100, 0)], 100, { ...planned, stops }).plan)).toBe(520);
    expect(minutes(at([], 700, planned).plan)).toBe(1);
  });

  it('take the history of the lane the more, the more of it there is', () => {
    const plan = etaPlanOf(direct);
    const [mode = '', , , lane = ''] = ['road/IN_TRANSIT', '', '', `${plan.carrier}/${plan.lane}/IN_TRANSIT`];
    const history = (count: number) =>
      at([underWay], 0, direct, {
        ...noExperience,
        rests: { [mode]: { value: Math.log(8), count: 500 }, [lane]: { value: Math.log(4), count } },
      }).history;
    expect(minutes(history(2_000))).toBeLessThan(245);
    expect(minutes(history(20))).toBeCloseTo(60 * Math.sqrt(32), 0);
  });

  it('are the same whatever the order in which the facts came', () => {
    const facts = [underWay, ...driving(0, 40, 0), ...standing(45, 70, 40 * KM), scan('ARRIVED_AT_HUB', 50), ...driving(75, 90, 45 * KM)];
    const expected = at(facts, 90, road);
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => expect(at(shuffled, 90, road)).toEqual(expected)),
      { numRuns: 30 },
    );
  });

  it('do not know what came later', () => {
    const facts = [underWay, ...driving(0, 40, 0)];
    const late = ping(20, 150 * KM, { recordedTime: minute(100) });
    expect(at([...facts, ...driving(45, 90, 45 * KM), late], 40)).toEqual(at(facts, 40));
  });
});

describe('the time by the sun', () => {
  it('follows the longitude, round the clock and the week', () => {
    const thursday = Date.UTC(2026, 0, 1, 23) as ReturnType<typeof minute>;
    expect(solarTime(thursday, 0)).toEqual({ hour: 23, weekday: 4 });
    expect(solarTime(thursday, 30)).toEqual({ hour: 1, weekday: 5 });
    expect(solarTime(thursday, -180)).toEqual({ hour: 11, weekday: 4 });
  });
});
