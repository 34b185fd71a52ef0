import type { Instant } from '@waybill/events';
import fc from 'fast-check';
import { stored } from '../shipments/fixtures';
import { advance, detect, episodes, episodesAt, initialDetection, isNext, nextDeadline } from './detection';
import { evolveExceptions } from './evolve';
import { type Exception, exceptionState, exceptionsIn, isOpen, noExceptions, type ShipmentExceptions } from './exception';
import { type DetectionFact, orderedFacts } from './fact';
import { astray, estimate, KM, minute, plan, scan, withNew } from './fixtures';
import { reconcile } from './reconcile';
import { DEFAULT_RULES } from './rules';
import { watchOf } from './watch';

const MINUTE_MS = 60_000;
/** Short times, so that two hours of a few facts are enough for everything to happen. */
const quick = watchOf(
  { ...plan, plannedDeparture: minute(6), plannedArrival: minute(80) },
  {
    ...DEFAULT_RULES,
    noMovementAfterMs: 16 * MINUTE_MS,
    noSignalAfterMs: { withPositions: 12 * MINUTE_MS, scansOnly: 40 * MINUTE_MS },
    departureOverdueAfterMs: 10 * MINUTE_MS,
    minHoldMs: 5 * MINUTE_MS,
    flapping: { changes: 3, withinMs: 60 * MINUTE_MS },
  },
);
const END = 200;

const north = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(20 * KM, 20.05 * KM) }, fc.constantFrom(0, 21 * KM, 40 * KM, 200 * KM));
const fixAt = fc
  .record({
    minutes: fc.integer({ min: 0, max: 60 }).map((n) => n * 2),
    north,
    east: fc.constantFrom(0, 0, 0, 7 * KM),
    accuracyMetres: fc.constantFrom(undefined, 8, 300),
    source: fc.constantFrom('urn:device:a', 'urn:device:b'),
    skew: fc.constantFrom(0, 0, 0, 0, 0, 20),
  })
  .map(({ minutes, north: up, east, accuracyMetres, source, skew }) =>
    astray(minutes, up, east, { accuracyMetres, source, recordedTime: minute(minutes - skew) }),
  );
const scanned = fc
  .tuple(
    fc.constantFrom(
      ...(['PICKED_UP', 'IN_TRANSIT', 'IN_TRANSIT', 'AT_CUSTOMS', 'CUSTOMS_RELEASED', 'DELIVERED', 'CARRIER_NOTE', 'CANCELLED'] as const),
    ),
    fc.integer({ min: 0, max: 120 }),
    fc.constantFrom('ACT' as const, 'ACT' as const, 'EST' as const),
  )
  .map(([name, minutes, classifier]) => scan(name, minutes, { classifier }));
const estimated = fc.tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom(60, 100, 200)).map(([at, arrival]) => estimate(at, arrival));
const anyFact = fc.oneof({ weight: 12, arbitrary: fixAt }, { weight: 2, arbitrary: scanned }, { weight: 1, arbitrary: estimated });
/** Facts of one shipment, each with an id of its own. Most shipments are on their way from the beginning. */
const story = fc
  .tuple(fc.array(anyFact, { maxLength: 40 }), fc.constantFrom(true, true, true, false))
  .map(([facts, onItsWay]) =>
    [...(onItsWay ? [scan('IN_TRANSIT', 0)] : []), ...facts].map(
      (fact, i) => ({ ...fact, of: { ...fact.of, eventId: `e${i}` } }) as DetectionFact,
    ),
  );
/** A story, and its arrivals: any order, some more than once, in batches. */
const arrivals = story.chain((facts) =>
  fc
    .tuple(
      fc.shuffledSubarray(facts, { minLength: facts.length }),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
    )
    .map(([shuffled, repeats, sizes, inOrder]) => {
      const stream = inOrder ? orderedFacts(shuffled) : [...shuffled];
      for (const n of repeats) if (stream.length > 0) stream.splice(n % stream.length, 0, facts[n % facts.length] as DetectionFact);
      const batches: DetectionFact[][] = [];
      for (let i = 0; stream.length > 0; i++) batches.push(stream.splice(0, sizes[i % sizes.length]));
      return { facts, batches };
    }),
);

const derive = (state: ShipmentExceptions, facts: readonly DetectionFact[], asOf: Instant) =>
  reconcile(state, { shipmentId: 'S1', episodes: episodes(facts, quick, asOf), asOf });
const byId = (a: { readonly eventId: string }, b: { readonly eventId: string }): number => (a.eventId < b.eventId ? -1 : 1);
const shown = (state: ShipmentExceptions) =>
  exceptionsIn(state)
    .filter(({ retracted }) => !retracted)
    .map((one) => [one.episode.rule, one.episode.since, one.episode.raisedAt, one.episode.until, one.episode.flapping, exceptionState(one)])
    .sort((a, b) => (`${a}` < `${b}` ? -1 : 1));

describe('any set of facts', () => {
  it('gives the same exceptions in the end, however it arrives, and nothing is left to append', () => {
    fc.assert(
      fc.property(arrivals, fc.array(fc.integer({ min: 0, max: END }), { maxLength: 12 }), ({ facts, batches }, clocks) => {
        const times = clocks.sort((a, b) => a - b);
        const arrived: DetectionFact[] = [];
        let state = noExceptions;
        const act = (asOf: Instant) => {
          state = derive(state, arrived, asOf).reduce(withNew, state);
          expect(derive(state, arrived, asOf)).toEqual([]);
        };
        for (const [i, batch] of batches.entries()) {
          arrived.push(...batch);
          act(minute(times[Math.floor((i * times.length) / batches.length)] ?? 0));
        }
        act(minute(END));
        const atOnce = derive(noExceptions, facts, minute(END)).reduce(withNew, noExceptions);
        expect(shown(state)).toEqual(shown(atOnce));
        const ids = exceptionsIn(state).map(({ exceptionId }) => exceptionId);
        expect(ids).toEqual(ids.map((_, i) => `S1.${i + 1}`));
      }),
      { numRuns: 300 },
    );
  });

  it('is completed, with the same events, when only the first of them were appended', () => {
    fc.assert(
      fc.property(
        arrivals,
        fc.integer({ min: 0, max: END }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ facts, batches }, minutes, part) => {
          const early = batches.slice(0, batches.length / 2).flat();
          const state = derive(noExceptions, early, minute(minutes)).reduce(withNew, noExceptions);
          const events = derive(state, facts, minute(END));
          const stored = events.slice(0, Math.floor(events.length * part));
          const rest = derive(stored.reduce(withNew, state), facts, minute(END));
          expect([...stored, ...rest].toSorted(byId)).toEqual(events.toSorted(byId));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives the same fact by fact as at once, at any time, and survives being stored', () => {
    fc.assert(
      fc.property(story, fc.array(fc.integer({ min: -4, max: 60 }), { minLength: 1, maxLength: 6 }), (facts, lags) => {
        let state = initialDetection;
        for (const [i, fact] of orderedFacts(facts).entries()) {
          expect(isNext(state, fact)).toBe(true);
          state = JSON.parse(JSON.stringify(advance(state, fact, quick)));
          expect(isNext(state, fact)).toBe(false);
          const asOf = (fact.at + (lags[i % lags.length] as number) * MINUTE_MS) as Instant;
          expect(episodesAt(state, asOf, quick)).toEqual(episodes(orderedFacts(facts).slice(0, i + 1), quick, asOf));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('changes by the clock at deadlines only, and each is announced', () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 0, max: 150 }), (facts, minutes) => {
        const state = detect(facts, quick);
        let asOf = Math.max(minute(minutes), state.last?.at ?? 0) as Instant;
        for (let i = 0; i < 20; i++) {
          const next = nextDeadline(state, asOf, quick);
          if (next === undefined) break;
          expect(next).toBeGreaterThan(asOf);
          expect(episodesAt(state, (next - 1) as Instant, quick)).toEqual(episodesAt(state, asOf, quick));
          asOf = next;
        }
        expect(nextDeadline(state, asOf, quick)).toBeUndefined();
        expect(episodesAt(state, minute(100_000), quick)).toEqual(episodesAt(state, asOf, quick));
      }),
      { numRuns: 300 },
    );
  });

  it('never has two episodes of one rule at a time, nor one that ends before it begins or counts before it does', () => {
    fc.assert(
      fc.property(story, (facts) => {
        const all = episodes(facts, quick, minute(END));
        for (const [i, one] of all.entries()) {
          expect(one.since).toBeLessThanOrEqual(one.raisedAt);
          if (one.until !== undefined) expect(one.until).toBeGreaterThanOrEqual(one.since);
          const before = all.slice(0, i).filter(({ rule }) => rule === one.rule);
          for (const { until } of before) expect(until).toBeLessThanOrEqual(one.since);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps to what people decided', () => {
    fc.assert(
      fc.property(arrivals, ({ batches }) => {
        const arrived: DetectionFact[] = [];
        let state = noExceptions;
        const closedByPerson = new Set<string>();
        for (const batch of batches) {
          arrived.push(...batch);
          const events = derive(state, arrived, minute(END));
          state = events.reduce(withNew, state);
          for (const one of exceptionsIn(state)) {
            const back = events.some(
              ({ type, data }) => type.includes('reopened') && (data as { exceptionId: string }).exceptionId === one.exceptionId,
            );
            // Taken back and raised again by the facts, it is another matter than the one that was decided.
            if (back) closedByPerson.delete(one.exceptionId);
            if (closedByPerson.has(one.exceptionId) && !one.retracted) expect(one.resolved?.by).toBe('person');
          }
          const open: Exception | undefined = exceptionsIn(state).find(isOpen);
          if (!open) continue;
          closedByPerson.add(open.exceptionId);
          const data = { exceptionId: open.exceptionId, by: 'person' as const, actor: 'key_1', reason: 'seen to' };
          state = evolveExceptions(state, stored('dev.waybill.exception-resolved.v1', 0, data));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('meets every rule, ending and damping in these tests', () => {
    const sets = fc.sample(story, { numRuns: 400, seed: 7 }).map((facts) => episodes(facts, quick, minute(END)));
    const met = new Set(sets.flat().flatMap(({ rule, ended, flapping }) => [rule, `${rule} ${ended?.how}`, `flapping ${flapping}`]));
    for (const rule of ['no-movement', 'no-signal', 'off-route', 'late']) {
      for (const how of ['cleared', 'not-applicable', 'undefined']) expect(met).toContain(`${rule} ${how}`);
    }
    expect(met).toContain('flapping true');
  });
});
