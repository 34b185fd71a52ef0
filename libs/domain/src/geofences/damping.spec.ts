import type { Instant } from '@waybill/events';
import fc from 'fast-check';
import { noExceptions, reconcile } from '../exceptions';
import { withNew } from '../exceptions/fixtures';
import { type Fix, ROAD } from '../positions';
import { breachesOf } from './breaches';
import { fenceEpisodes, nextFenceDeadline } from './episodes';
import { indexFences } from './fence-index';
import { fence, fixAt, second } from './fixtures';
import { fenceTransitions } from './matching';

/** Promise P18 at fences. */
const shipment = { shipmentId: 'S' };
const forbidden = fence('f', { rule: 'no-entry' });
const journey = { from: second(0) };
const MINUTE = 60;
const EVERY = 15;

/** Turns of so many seconds, the first outside of the fence, the next inside of it, and so on. */
function turns(...seconds: readonly number[]): Fix[] {
  let start = 0;
  return seconds.flatMap((length, turn) => {
    const from = start;
    start += length;
    return Array.from({ length: length / EVERY }, (_, i) => fixAt(from + i * EVERY, [turn % 2 === 0 ? 900 : 0, 0]));
  });
}
const crossings = (fixes: readonly Fix[]) => fenceTransitions(fixes, ROAD, indexFences([forbidden]), shipment);
type Crossings = ReturnType<typeof crossings>;

const knownBy = (all: Crossings, asOf: number) => all.filter(({ confirmedAt }) => confirmedAt <= second(asOf));
const episodes = (transitions: Crossings, asOf: number) =>
  fenceEpisodes(forbidden, transitions, shipment, { journey, asOf: second(asOf), ruleVersion: 1 });
const deadline = (transitions: Crossings, asOf: number, until?: number) =>
  nextFenceDeadline(forbidden, second(asOf), {
    transitions,
    shipment,
    journey: { ...journey, until: until === undefined ? undefined : second(until) },
  });
const minutes = (at: number | undefined) => (at === undefined ? null : Math.round((at - second(0)) / 60_000));
const summary = (transitions: Crossings, asOf: number) =>
  episodes(transitions, asOf).map(({ since, until, flapping }) => [minutes(since), minutes(until), flapping]);

describe('an exception at a fence', () => {
  it('is held for ten minutes, and says when it will be closed', () => {
    const short = crossings(turns(10 * MINUTE, 3 * MINUTE, 60 * MINUTE));
    const [{ confirmedAt: raisedAt } = { confirmedAt: 0 }] = short;
    const held = (raisedAt - second(0)) / 1000 + 10 * MINUTE;
    expect(summary(short, held - 1)).toEqual([[10, null, false]]);
    expect(deadline(short, 14 * MINUTE)).toBe(second(held));
    expect(deadline(short, 14 * MINUTE, 15 * MINUTE)).toBe(second(held));
    expect(summary(short, held)).toEqual([[10, 13, false]]);
    expect(deadline(short, held)).toBeUndefined();
  });

  it('goes on when it is broken again meanwhile, and is another one later', () => {
    expect(summary(crossings(turns(10 * MINUTE, 3 * MINUTE, 5 * MINUTE, 30 * MINUTE, 60 * MINUTE)), 200 * MINUTE)).toEqual([
      [10, 48, false],
    ]);
    expect(summary(crossings(turns(10 * MINUTE, 3 * MINUTE, 30 * MINUTE, 15 * MINUTE, 60 * MINUTE)), 200 * MINUTE)).toEqual([
      [10, 13, false],
      [43, 58, false],
    ]);
  });

  it('ends at once with the journey', () => {
    const inside = crossings(turns(10 * MINUTE, 60 * MINUTE));
    const over = { journey: { ...journey, until: second(12 * MINUTE) }, asOf: second(12 * MINUTE), ruleVersion: 1 };
    expect(fenceEpisodes(forbidden, inside, shipment, over)).toMatchObject([{ until: over.asOf, ended: { how: 'not-applicable' } }]);
  });

  it('is opened, found to flap and closed once, when a shipment goes to and fro every 30 s for a day', () => {
    const DAY = 24 * 60 * MINUTE;
    const all = crossings([
      ...turns(...Array.from({ length: DAY / 30 }, () => 30)),
      ...Array.from({ length: 8 }, (_, i) => fixAt(DAY + i * 60, [900, 0])),
    ]);
    expect(all.length).toBeGreaterThan(2_800);
    const clock = [
      ...Array.from({ length: 40 }, (_, i) => i * 30),
      ...Array.from({ length: 23 }, (_, i) => (i + 1) * 60 * MINUTE),
      ...Array.from({ length: 9 }, (_, i) => DAY + i * 10 * MINUTE),
    ];
    let state = noExceptions;
    const said = clock.flatMap((asOf) => {
      const events = reconcile(state, { shipmentId: 'S', episodes: episodes(knownBy(all, asOf), asOf), asOf: second(asOf) });
      state = events.reduce(withNew, state);
      return events.map(({ type, data }) => [type.split('.')[2], 'flapping' in data && data.flapping]);
    });
    expect(said).toEqual([
      ['geofence-breached', false],
      ['exception-amended', true],
      ['exception-resolved', false],
    ]);
  });
});

describe('any coming and going', () => {
  const lengths = fc.array(
    fc.oneof(
      fc.constantFrom(30, 60, 120),
      fc.integer({ min: 1, max: 40 }).map((n) => n * MINUTE),
    ),
    {
      minLength: 2,
      maxLength: 24,
    },
  );
  const LATER = 20_000 * MINUTE;

  it('is covered by exceptions: what lasts is never missed, and is open when it has lasted 15 minutes', () => {
    fc.assert(
      fc.property(lengths, (seconds) => {
        const all = crossings(turns(...seconds));
        for (const { from, until, begunBy } of breachesOf(forbidden, all, shipment, { journey, asOf: second(LATER) })) {
          const raisedAt = begunBy?.confirmedAt as Instant;
          const covers = episodes(all, LATER).filter((one) => one.since <= from && (one.until ?? Number.POSITIVE_INFINITY) >= until);
          expect(covers.map((one) => one.raisedAt <= raisedAt)).toEqual([true]);
          const asOf = (from - second(0)) / 1000 + 15 * MINUTE;
          if (until > second(asOf)) expect(episodes(knownBy(all, asOf), asOf).filter((one) => one.until === undefined)).toHaveLength(1);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('raises exceptions at least ten minutes apart, none over another', () => {
    fc.assert(
      fc.property(lengths, (seconds) => {
        const found = episodes(crossings(turns(...seconds)), LATER);
        found.slice(1).forEach((one, i) => {
          const before = found[i] as (typeof found)[number];
          expect(one.raisedAt - before.raisedAt).toBeGreaterThanOrEqual(10 * 60_000);
          expect(before.until).toBeLessThanOrEqual(one.since);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('changes by the clock at deadlines only, and each is announced', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 1_000 }), (seconds, start) => {
        const all = crossings(turns(...seconds));
        let asOf = start * MINUTE;
        for (let i = 0; i < 40; i++) {
          const next = deadline(all, asOf);
          const last = next === undefined ? LATER : (next - second(0)) / 1000 - 0.001;
          expect(episodes(all, last)).toEqual(episodes(all, asOf));
          if (next === undefined) return;
          asOf = (next - second(0)) / 1000;
        }
      }),
      { numRuns: 40 },
    );
  });
});
