import type { LineString } from '@waybill/events';
import fc from 'fast-check';
import { type DetectionFact, orderedFacts } from '../exceptions';
import { driving, KM, minute, ping, plan as road, scan, standing } from '../exceptions/fixtures';
import { baselinesOf, basisOf, metresLeft, noExperience } from './baselines';
import { nothingObserved, observe, observedAt } from './observed';
import { etaPlanOf } from './plan';
import { roadTrips } from './road-trips';

const plan = etaPlanOf(road);
const fold = (facts: readonly DetectionFact[], by = plan) => facts.reduce((state, fact) => observe(state, fact, by), nothingObserved);
const departed = (minutes: number, metresNorth: number, moved: 'arrived' | 'departed'): DetectionFact => {
  const id = `${moved}@${minutes}`;
  const [time, { latitude, longitude }] = [
    minute(minutes),
    (ping(minutes, metresNorth) as { of: { latitude: number; longitude: number } }).of,
  ];
  const of = { eventId: `event:${id}`, time, recordedTime: time, source: 'urn:carrier', id, moved, location: { latitude, longitude } };
  return { kind: 'vehicle', at: time, of };
};

describe('what is observed of a shipment', () => {
  it('is the same fact by fact, over a store, and from the set', () => {
    for (const trip of roadTrips(21, 5)) {
      const facts = orderedFacts(trip.facts);
      const last = facts.at(-1)?.at ?? minute(0);
      const half = fold(facts.slice(0, facts.length / 2), trip.plan);
      const resumed = JSON.parse(JSON.stringify(half));
      const whole = facts.slice(facts.length / 2).reduce((state, fact) => observe(state, fact, trip.plan), resumed);
      const strip = (value: unknown) => JSON.parse(JSON.stringify(value));
      expect(strip(whole)).toEqual(strip(observedAt(trip.facts, trip.plan, last)));
    }
  });

  it('does not grow with the facts', () => {
    const months = Array.from({ length: 5_000 }, (_, i) => ping(i, 30 * KM + (i % 2) * 1_000));
    expect(JSON.stringify(fold(months)).length).toBeLessThan(15_000);
  });

  it('measures from a new route as soon as there is one', () => {
    const route: LineString = {
      type: 'LineString',
      coordinates: [
        [9.48, 51.3],
        [10.48, 52.2],
        [9.48, 51.3 + 200 / 111.195],
      ],
    };
    const facts = [scan('IN_TRANSIT', 0), ...driving(0, 50, 0)];
    const replanned = { eventId: 'route', time: minute(55), recordedTime: minute(55), source: 'urn:waybill:command', id: 'route', route };
    const before = metresLeft(fold(facts), plan) as number;
    const after = metresLeft(fold([...facts, { kind: 'route', at: minute(55), of: replanned }]), plan) as number;
    expect(before).toBeCloseTo(150 * KM, -3);
    expect(after).toBeGreaterThan(before * 1.2);
  });

  it('knows a stop by positions and by what is said of the vehicle', () => {
    const seen = fold([...driving(0, 100, 0), ...standing(105, 120, 100 * KM)]);
    expect(seen.stop).toEqual({ index: 0, at: minute(100), left: false });
    expect(fold([departed(90, 100 * KM, 'arrived')]).stop).toEqual({ index: 0, at: minute(90), left: false });
    expect(fold([departed(90, 100 * KM, 'arrived'), departed(130, 100 * KM, 'departed')]).stop).toEqual({
      index: 0,
      at: minute(90),
      left: true,
    });
    expect(fold([departed(90, 50 * KM, 'arrived')]).stop).toBeUndefined();
  });

  it('counts what has been driven, and a stop as a break', () => {
    const driven = (facts: readonly DetectionFact[]) => Math.round(fold(facts).motion.driving.sinceBreakMs / 60_000);
    expect(driven(driving(0, 100, 0))).toBe(100);
    expect(driven([...driving(0, 100, 0), ...standing(105, 150, 100 * KM)])).toBe(0);
    expect(driven([...driving(0, 100, 0), ...standing(105, 130, 100 * KM)])).toBe(100);
    expect(driven([...driving(0, 60, 0), ping(240, 70 * KM)])).toBe(0);
  });

  it('is not moved by an outlier', () => {
    const facts = driving(0, 60, 0);
    const astray = fc.integer({ min: 1, max: 59 }).map((minutes) => ping(minutes, 190 * KM, { id: 'astray', eventId: 'astray' }));
    fc.assert(
      fc.property(astray, (one) => expect(metresLeft(fold(orderedFacts([...facts, one])), plan)).toBe(metresLeft(fold(facts), plan))),
      { numRuns: 20 },
    );
  });

  it('rests on something newer when it has not been seen for a day', () => {
    const planned = etaPlanOf({ ...road, plannedArrival: minute(6_000) });
    const basis = (minutes: number, by = planned) => {
      const observed = observedAt([scan('IN_TRANSIT', 0), ...driving(0, 60, 0)], by, minute(minutes));
      return basisOf(baselinesOf(observed, by, noExperience, minute(minutes)), by, {});
    };
    expect([basis(60), basis(60 + 1_440), basis(61 + 1_440)]).toEqual(['moving', 'moving', 'plan']);
    expect(basis(61 + 1_440, plan)).toBe('moving');
  });
});
