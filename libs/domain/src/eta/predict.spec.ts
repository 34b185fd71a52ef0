import type { Instant, ShipmentPlan } from '@waybill/events';
import fc from 'fast-check';
import type { DetectionFact } from '../exceptions';
import { milestoneFact } from '../exceptions/fact';
import { driving, KM, minute, ping, plan as road, scan, standing } from '../exceptions/fixtures';
import { metresBetween } from '../positions';
import { milestone } from '../shipments/fixtures';
import { FEATURES } from './features';
import { forestValue } from './forest';
import { type EtaModel, UNTRAINED } from './model';
import { observedAt } from './observed';
import { etaPlanOf } from './plan';
import { expectationOf, isNews, type Prediction, predict, predictFrom } from './predict';
import { roadTrips } from './road-trips';
import { DEFAULT_TRAINING, trainModel } from './train';

/** The same facts, all of them later by so much. */
const later = (fact: DetectionFact, ms: number): DetectionFact =>
  ({
    ...fact,
    at: fact.at + ms,
    of: { ...fact.of, time: fact.of.time + ms, recordedTime: fact.of.recordedTime + ms },
  }) as DetectionFact & { readonly at: Instant };

const { stops: _, ...direct } = road;
const underWay = scan('IN_TRANSIT', 0);
const said = (facts: readonly DetectionFact[], minutes: number, plan: ShipmentPlan = direct, model = UNTRAINED) =>
  predict(facts, etaPlanOf(plan), model, minute(minutes));
const codes = (prediction: Prediction | undefined) => prediction?.reasons.map(({ code }) => code);
const texts = (prediction: Prediction | undefined) => prediction?.reasons.map(({ text }) => text);

describe('a prediction', () => {
  it('is none while nothing is known', () => {
    expect(said([], 0)).toBeUndefined();
    expect(said([underWay], 0)).toBeUndefined();
  });

  it('is a window around what is left of the way', () => {
    const prediction = said([underWay, ...driving(0, 60, 0)], 60) as Prediction;
    expect(prediction).toMatchObject({ basis: 'moving', modelVersion: 'untrained' });
    expect(prediction.hoursOut).toBeCloseTo(2.3, 1);
    expect((prediction.p10 - minute(60)) / (prediction.p50 - minute(60))).toBeCloseTo(0.8, 3);
    expect((prediction.p90 - minute(60)) / (prediction.p50 - minute(60))).toBeCloseTo(1.4, 3);
  });

  it('names the great circle at 35 km/h, with which it is compared', () => {
    const { baselines } = said([underWay, ...driving(0, 60, 0)], 60) as Prediction;
    const { destination } = etaPlanOf(direct).watch;
    const { fix } = observedAt(driving(0, 60, 0), etaPlanOf(direct), minute(60));
    const metres = metresBetween(fix ?? destination, destination);
    expect(metres).toBeGreaterThan(50_000);
    expect(((baselines['great-circle'] ?? 0) - minute(60)) / 3_600_000).toBeCloseTo(metres / 35_000, 2);
  });

  const way = [underWay, ...driving(0, 195, 0)];
  it.each([
    ['delivered', [scan('DELIVERED', 196)]],
    ['there', standing(200, 210, 200 * KM)],
    ['cancelled', [scan('CANCELLED', 196)]],
    ['lost', [scan('LOST', 196)]],
    ['on its way back', [scan('RETURNING', 196)]],
    ['delivered, and on its way back', [scan('DELIVERED', 196), scan('RETURNING', 198)]],
  ] as const)('is none once it is %s', (_name, end) => {
    expect(said(way, 195)).toBeDefined();
    expect(said([...way, ...end], 215)).toBeUndefined();
  });

  it('is there again after it was lost and found, and goes on after an attempt', () => {
    expect(said([...way, scan('LOST', 100), scan('IN_TRANSIT', 190)], 195)).toBeDefined();
    expect(said([...way, scan('DELIVERY_ATTEMPTED', 190)], 195)).toBeDefined();
  });

  it('tells the approach to a site what to expect', () => {
    const expected = (facts: readonly DetectionFact[]) => {
      const observed = observedAt(facts, etaPlanOf(direct), minute(215));
      return expectationOf(observed, predictFrom(observed, etaPlanOf(direct), UNTRAINED, minute(215))).kind;
    };
    expect(expected([underWay])).toBe('unknown');
    expect(expected(way)).toBe('expected');
    expect(expected([...way, scan('CANCELLED', 196)])).toBe('not-coming');
    expect(expected([...way, scan('DELIVERED', 196)])).toBe('arrived');
  });

  it('is news when it moved, when its window no longer holds the last one, and when it rests on something else', () => {
    const of = (p10: number, p50: number, p90: number, basis: Prediction['basis'] = 'moving'): Prediction => ({
      p10: minute(p10),
      p50: minute(p50),
      p90: minute(p90),
      basis,
      baselines: {},
      reasons: [],
      modelVersion: '1',
      hoursOut: 1,
    });
    const last = of(90, 100, 120);
    expect(isNews(last, of(91, 105, 120), minute(0))).toBe(false);
    expect(isNews(last, of(91, 106, 120), minute(0))).toBe(true);
    expect(isNews(of(900, 1_000, 1_200), of(900, 1_050, 1_200), minute(0))).toBe(false);
    expect(isNews(last, of(101, 103, 120), minute(0))).toBe(true);
    expect(isNews(last, of(90, 100, 120, 'plan'), minute(0))).toBe(true);
    expect([of(93, 100, 109), of(93, 100, 108), of(80, 100, 139), of(80, 100, 140)].map((next) => isNews(last, next, minute(0)))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(isNews(of(99, 100, 101), of(99.8, 100, 100.2), minute(0))).toBe(false);
  });
});

describe('the reasons', () => {
  it('say where it stands, and for how long', () => {
    const stood = said([underWay, ...driving(0, 60, 0), ...standing(65, 105, 60 * KM)], 105);
    expect(texts(stood)).toContain('standing 45 min near 51.84, 9.48');
  });

  it('say which pauses are due', () => {
    const far = { ...direct, destination: { latitude: 60, longitude: 9.48 }, route: undefined };
    expect(texts(said([underWay, ...driving(0, 200, 0)], 200, far))?.[0]).toMatch(
      /^break of 45 min due in 70 min, \d+ min of pauses in all$/,
    );
  });

  it('say what the carrier says, and how it usually is', () => {
    const facts = [underWay, milestoneFact(milestone('ETA_UPDATED', 840, { classifier: 'EST', recordedTime: minute(0) }))];
    expect(texts(said(facts, 10))).toEqual(['carrier says 14:00 UTC']);
    const misses = { '': { value: 35 * 60_000, count: 100 } };
    const model = { ...UNTRAINED, experience: { ...UNTRAINED.experience, misses } };
    expect(texts(said(facts, 10, direct, model))).toEqual(['carrier says 14:00 UTC; it is usually 35 min early']);
  });

  it('say how late it was, and which stops lie ahead', () => {
    const planned = { plannedDeparture: minute(-30), plannedArrival: minute(600) };
    expect(texts(said([underWay], 0, { ...direct, ...planned }))).toEqual(['set out 30 min late']);
    expect(texts(said([underWay, ping(0, 0)], 0, road))).toEqual(['1 stop ahead, 240 min of standing there']);
  });

  it('are the strongest three at most, the strongest first', () => {
    const minutes =
      said([underWay, ...driving(0, 60, 0), ...standing(65, 105, 60 * KM)], 105, road)?.reasons.map((one) => Math.abs(one.minutes)) ?? [];
    expect(minutes).toEqual(minutes.toSorted((a, b) => b - a));
    expect(minutes.length).toBeLessThanOrEqual(3);
  });
});

describe('every prediction of a trained model', () => {
  const trips = roadTrips(7, 40);
  const model: EtaModel = trainModel(trips, roadTrips(8, 20, { firstWeek: 4 }), { ...DEFAULT_TRAINING, version: '1', rounds: 12 });
  const trip = fc.constantFrom(...roadTrips(9, 20, { firstWeek: 6 }));
  const share = fc.double({ min: 0, max: 1.2, noNaN: true });
  const WEEK = 7 * 86_400_000;
  const at = ({ facts, arrival }: (typeof trips)[number], part: number): Instant => {
    const start = facts[0]?.at as Instant;
    return Math.round(start + part * (arrival - start)) as Instant;
  };

  it('has quantiles in order, none of them in the past, and there is none after the arrival is known', () => {
    fc.assert(
      fc.property(trip, share, (one, part) => {
        const asOf = at(one, part);
        const prediction = predict(one.facts, one.plan, model, asOf);
        const arrived = observedAt(one.facts, one.plan, asOf).arriving.arrivedAt !== undefined;
        expect(prediction === undefined).toBe(arrived);
        if (!prediction) return;
        const { p10, p50, p90 } = prediction;
        expect([asOf, p10, p50, p90].toSorted((a, b) => a - b)).toEqual([asOf, p10, p50, p90]);
      }),
    );
  });

  it('is the same in whatever order the facts came', () => {
    const orders = trip.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.facts], { minLength: one.facts.length }), share),
    );
    fc.assert(
      fc.property(orders, ([one, shuffled, part]) => {
        expect(predict(shuffled, one.plan, model, at(one, part))).toEqual(predict(one.facts, one.plan, model, at(one, part)));
      }),
      { numRuns: 40 },
    );
  });

  it('moves with its facts: by any time when it knows no calendar, by whole weeks when it does', () => {
    const shifted = (one: (typeof trips)[number], ms: number) => {
      const move = (time: Instant | undefined) => (time === undefined ? undefined : ((time + ms) as Instant));
      const { plan } = one;
      const stops = plan.stops.map((stop) => ({
        ...stop,
        plannedArrival: move(stop.plannedArrival),
        plannedDeparture: move(stop.plannedDeparture),
      }));
      const watch = { ...plan.watch, plannedArrival: move(plan.watch.plannedArrival) };
      return {
        plan: { ...plan, stops, watch, plannedDeparture: move(plan.plannedDeparture) },
        facts: one.facts.map((fact) => later(fact, ms)),
      };
    };
    const check = (by: EtaModel, one: (typeof trips)[number], part: number, ms: number) => {
      const { plan, facts } = shifted(one, ms);
      const before = predict(one.facts, one.plan, by, at(one, part));
      const after = predict(facts, plan, by, (at(one, part) + ms) as Instant);
      const left = (prediction: Prediction | undefined, by: number) =>
        prediction && [prediction.p10 - by, prediction.p50 - by, prediction.p90 - by];
      expect(left(after, ms)).toEqual(left(before, 0));
    };
    const weeks = fc.integer({ min: -20, max: 100 });
    fc.assert(
      fc.property(trip, share, weeks, (one, part, n) => check(model, one, part, n * WEEK)),
      { numRuns: 30 },
    );
    fc.assert(
      fc.property(trip, share, fc.integer({ min: -WEEK, max: 50 * WEEK }), (one, part, ms) => check(UNTRAINED, one, part, ms)),
      { numRuns: 30 },
    );
  });

  it('is never earlier for more way left, all else equal', () => {
    const place = FEATURES.findIndex(({ name }) => name === 'wayLeft');
    const value = fc.oneof(fc.double({ min: 0, max: 1_000, noNaN: true }), fc.constant(Number.NaN));
    const metres = fc.integer({ min: 0, max: 1_500_000 });
    fc.assert(
      fc.property(fc.array(value, { minLength: FEATURES.length, maxLength: FEATURES.length }), metres, metres, (features, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((way) => features.map((one, i) => (i === place ? way : one)));
        for (const forest of Object.values(model.forests))
          expect(forestValue(forest, more as number[])).toBeGreaterThanOrEqual(forestValue(forest, less as number[]) - 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('is never earlier for the same facts and a longer road ahead, when nothing else speaks of the arrival', () => {
    const alone: EtaModel = { ...model, experience: { ...model.experience, rests: {}, misses: {} } };
    const road = (km: number): ShipmentPlan => ({
      mode: 'road',
      origin: direct.origin,
      destination: { latitude: 51.3 + 400 / 111.195, longitude: 9.48 },
      route: {
        type: 'LineString',
        coordinates: [
          [9.48, 51.3],
          [9.48, 51.3 + 100 / 111.195],
          [9.48 + km / 111.195, 51.3 + 250 / 111.195],
          [9.48, 51.3 + 400 / 111.195],
        ],
      },
    });
    const km = fc.double({ min: 0, max: 300, noNaN: true });
    const minutes = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(km, km, minutes, fc.integer({ min: 0, max: 240 }), (a, b, driven, stood) => {
        const facts = [underWay, ...driving(0, driven, 0), ...(stood > 5 ? standing(driven + 5, driven + stood, driven * KM) : [])];
        const p50 = (way: number) => (said(facts, driven + stood, road(way), alone) as Prediction).p50;
        expect(p50(Math.max(a, b))).toBeGreaterThanOrEqual(p50(Math.min(a, b)));
      }),
      { numRuns: 60 },
    );
  });

  it('is what a fresh start says after facts came late, were corrected or were taken away', () => {
    const [one] = roadTrips(11, 1);
    if (!one) throw new Error('no trip');
    const kept = one.facts.filter((_, i) => i % 3 !== 0);
    const asOf = at(one, 0.6);
    expect(predict([...kept, ...kept], one.plan, model, asOf)).toEqual(predict(kept, one.plan, model, asOf));
    expect(codes(predict(kept, one.plan, model, asOf))).toEqual(codes(predict(kept.toReversed(), one.plan, model, asOf)));
  });
});
