import { detectionFactOf, fixesIn, geofenceOf, historyIn, indexFences, initialDetection } from '@waybill/domain';
import { asRead, formatInstant, type Instant, type NewEvent, type StoredEvent } from '@waybill/events';
import fc from 'fast-check';
import { type Earlier, lastBefore, remember, resume } from './earlier';
import { derive, follow, newlyWatched, type Watched } from './watched';

const DAY = 24 * 60;
const START = Date.UTC(2026, 2, 1);
const at = (minutes: number): string => formatInstant((START + minutes * 60_000) as Instant);
const event = (revision: number, type: string, minutes: number, data: object, came = minutes): StoredEvent =>
  asRead(
    {
      eventId: `event:${revision}`,
      type: `dev.waybill.${type}.v1`,
      data,
      metadata: {
        specversion: '1.0',
        id: `${revision}`,
        source: 'urn:device',
        subject: 'shipment:S',
        time: at(minutes),
        recordedtime: at(came),
      },
    } as NewEvent,
    { stream: 'shipment-S', revision, position: BigInt(revision), preparePosition: BigInt(revision) },
  );

const plan = { shipmentId: 'S', mode: 'road', origin: { latitude: 51, longitude: 9 }, destination: { latitude: 51, longitude: 12 } };
const begun = [event(0, 'shipment-registered', 0, { ...plan, identifiers: [] }), event(1, 'item-scanned', 1, { milestone: 'IN_TRANSIT' })];
const yard = geofenceOf('yard', [
  {
    revision: 0,
    from: START as Instant,
    terms: {
      name: 'yard',
      rule: 'no-entry',
      geometry: { type: 'Circle', centre: { latitude: 51, longitude: 9.3 }, radiusMetres: 3_000 },
    },
  },
]);
const fences = { index: indexFences([yard]), fence: () => yard };

type Retracted = ReadonlySet<string>;
const factsIn = (events: readonly StoredEvent[], retracted: Retracted) =>
  events.flatMap((one) => (retracted.has(one.eventId) ? [] : (detectionFactOf(one) ?? [])));
/** What the whole stream says. */
const anew = (events: readonly StoredEvent[], retracted: Retracted = new Set()): Watched =>
  derive({ plan: plan as never, facts: factsIn(events, retracted), retracted, revision: events.length - 1 }, fences);

/** Reports in the order of their stream, and those of them that were retracted before they came. */
interface Arrivals {
  readonly reports: readonly StoredEvent[];
  readonly retracted: Retracted;
}
/**
 * Fixes after one of these pauses each, recorded so much later (both in minutes), and some so many places behind in the stream: a copy of a
 * report that was attributed later than others keeps the time at which it was recorded.
 */
const arrivals = (pauses: readonly number[], lates: readonly number[]): fc.Arbitrary<Arrivals> => {
  const fix = fc.record({
    pause: fc.constantFrom(...pauses),
    late: fc.constantFrom(...lates),
    behind: fc.constantFrom(0, 0, 0, 0, 0, 1, 4, 30),
    east: fc.nat(3),
    isRetracted: fc.nat(9).map((n) => n === 0),
  });
  return fc.array(fix, { minLength: 20, maxLength: 120 }).map((fixes) => {
    let [longitude, minutes] = [9.1, 0];
    const taken = fixes.map(({ pause, late, east, ...one }, i) => {
      longitude += east * 0.005;
      minutes += pause;
      return { ...one, minutes, came: minutes + late, longitude: Number(longitude.toFixed(4)), place: i + one.behind };
    });
    const ordered = taken.toSorted((one, other) => one.place - other.place);
    const reports = ordered.map((one, i) =>
      event(2 + i, 'position-reported', one.minutes, { latitude: 51, longitude: one.longitude, accuracyMetres: 8 }, one.came),
    );
    return { reports, retracted: new Set(reports.flatMap(({ eventId }, i) => (ordered[i]?.isRetracted ? [eventId] : []))) };
  });
};

/** Compares each step with one that is derived anew. Answers how often one went on from an earlier state, and how many fixes are history at the end. */
function goThrough({ reports, retracted }: Arrivals): { readonly resumed: number; readonly history: number } {
  let [watched, resumed]: [Watched, number] = [anew(begun, retracted), 0];
  let earlier: Earlier = [];
  const stream = [...begun];
  for (const report of reports) {
    stream.push(report);
    const next = follow(watched, report, fences);
    const states = next ? [] : earlier.filter((state) => lastBefore([state], [report]));
    const again = states.flatMap((state) => resume(state, stream.slice(state.revision + 1), fences) ?? []);
    resumed += again.length;
    const expected = anew(stream, retracted);
    for (const one of next ? [next] : again) expect(one).toEqual(expected);
    watched = expected;
    earlier = remember(earlier, watched);
    expect(earlier.length).toBeLessThanOrEqual(3);
  }
  return { resumed, history: historyIn(fixesIn(factsIn(stream, retracted))).size };
}

describe('a shipment that goes on from an earlier state', () => {
  it.each<[string, number[], number[], boolean]>([
    ['within a day', [2], [0, 0, 0, 2, 8, 60], false],
    ['over months', [2, 2, 2, 2, 2, 2, 2, 2, 2, 12 * DAY], [0, 0, 0, 8, 60, 40 * DAY], true],
  ])('is the same as one that is derived anew, %s', (_name, pauses, lates, hasHistory) => {
    const all = arrivals(pauses, lates);
    fc.assert(
      fc.property(all, (some) => {
        goThrough(some);
      }),
      { numRuns: 10 },
    );
    // How much of it such arrivals show, by some that are always the same.
    const shown = fc.sample(all, { numRuns: 10, seed: 7 }).map(goThrough);
    expect(shown.reduce((sum, { resumed }) => sum + resumed, 0)).toBeGreaterThan(30);
    expect(shown.some(({ history }) => history > 0)).toBe(hasHistory);
  });

  it('is derived anew when a fix was recorded before one that it makes history of', () => {
    const place = { latitude: 51, longitude: 9.1 };
    const old = event(2, 'position-reported', 2, place, 40 * DAY);
    const newer = event(3, 'position-reported', 39 * DAY, place);
    const state = anew([...begun, old]);
    expect(follow(state, newer, fences)).toBeUndefined();
    expect(resume(state, [newer], fences)).toBeUndefined();
    expect(anew([...begun, old, newer]).match.last?.eventId).toBe(newer.eventId);
    expect(resume(anew(begun), [old, newer], fences)).toEqual(anew([...begun, old, newer]));
    const afterIt = event(3, 'position-reported', 41 * DAY, place);
    expect(follow(state, afterIt, fences)).toEqual(anew([...begun, old, afterIt]));
    expect(resume(state, [afterIt], fences)).toEqual(anew([...begun, old, afterIt]));
  });

  it.each([
    ['1,024 weeks', 1_024 * 7],
    ['five weeks', 35],
  ])('follows a device whose clock falls %s behind, without deriving anything anew', (_name, days) => {
    const place = { latitude: 51, longitude: 9.1 };
    const stream = [...begun, event(2, 'position-reported', 2, place)];
    let watched = anew(stream);
    for (let minutes = 3; minutes < 200; minutes++) {
      stream.push(event(minutes, 'position-reported', minutes - days * DAY, place, minutes));
      watched = follow(watched, stream.at(-1) as StoredEvent, fences) as Watched;
      expect(watched.match.last?.eventId).toBe('event:2');
    }
    expect(watched).toEqual(anew(stream));
    expect(watched.detection.ledger).toEqual({});
  });

  it('takes no fix for history because of one that was retracted', () => {
    const place = { latitude: 51, longitude: 9.1 };
    const wrong = event(2, 'position-reported', 39 * DAY, place);
    const old = event(3, 'position-reported', 2, place, 40 * DAY);
    const retracted = new Set([wrong.eventId]);
    const resumed = resume(anew(begun, retracted), [wrong, old], fences);
    expect(resumed?.detection.last?.of.eventId).toBe(old.eventId);
    expect(resumed).toEqual(anew([...begun, wrong, old], retracted));
  });

  it('is followed from its registration on', () => {
    expect(begun.reduce<Watched>((state, one) => follow(state, one, fences) as Watched, newlyWatched)).toEqual(anew(begun));
  });

  it('is derived anew when something is corrected, or later still', () => {
    const state = anew(begun);
    expect(resume(state, [event(2, 'fact-retracted', 5, { eventId: 'event:1', reason: 'a mistake' })], fences)).toBeUndefined();
    expect(lastBefore([state], [event(2, 'position-reported', 0, { latitude: 51, longitude: 9 })])).toBeUndefined();
    expect(lastBefore([state], [...begun, event(2, 'position-reported', 3, { latitude: 51, longitude: 9 })])).toBe(state);
    expect(lastBefore([{ ...newlyWatched, detection: initialDetection }], [])).toBeUndefined();
  });
});
