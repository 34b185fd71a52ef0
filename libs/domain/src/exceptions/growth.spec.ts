import { asRead, type Evidence, type ExceptionRule } from '@waybill/events';
import { SOMEWHERE } from '../shipments/fixtures';
import { compareExceptions } from './comparison';
import { type CrossingSeen, reconcileCrossings } from './crossings';
import type { Episode } from './episode';
import { type Exception, exceptionsIn, noExceptions } from './exception';
import { minute, withNew } from './fixtures';
import { appended, countOf, itemsOf } from './growing';
import { type Change, emptyLedger, episodesIn, record } from './ledger';
import { matchEpisodes } from './matching';
import { foldExceptionsPast, noExceptionsPast } from './open-exceptions';
import { reconcile } from './reconcile';
import { DEFAULT_RULES } from './rules';

/** What twice the history costs: about twice, and never four times as much. */
const evidence: Evidence = { ruleVersion: 1, thresholds: {}, eventIds: [], positions: [] };
const times = Array.from({ length: 400 }, (_, i) => i);

/** Episodes one after the other, each look at whose beginning is counted. */
function counting(count: number, startsAt = 0) {
  const counter = { looks: 0 };
  const episodes = Array.from({ length: count }, (_, i): Episode => {
    const since = minute(i * 60 + startsAt);
    return {
      rule: 'no-signal',
      get since() {
        counter.looks += 1;
        return since;
      },
      until: minute(i * 60 + 30),
      ended: { how: 'cleared', eventIds: [] },
      raisedAt: since,
      flapping: false,
      evidence,
    };
  });
  return { counter, episodes };
}

const exceptionOf = (episode: Episode, i: number): Exception => ({
  exceptionId: `S.${i + 1}`,
  number: i + 1,
  episode,
  late: false,
  backfilled: false,
  steps: 2,
});

/** How often episodes are looked at for `count` exceptions and as many episodes, which begin a little later. */
function looks(count: number, work: (exceptions: readonly Exception[], episodes: readonly Episode[]) => void): number {
  const [raised, derived] = [counting(count), counting(count, 1)];
  work(raised.episodes.map(exceptionOf), derived.episodes);
  return raised.counter.looks + derived.counter.looks;
}
const ratio = (work: Parameters<typeof looks>[1]): number => looks(800, work) / looks(400, work);

describe('twice as many episodes', () => {
  it('are matched to exceptions with about twice the work', () => {
    expect(ratio((exceptions, episodes) => expect(matchEpisodes(exceptions, episodes).kept).toHaveLength(episodes.length))).toBeLessThan(3);
  });

  it('are told apart from those that covers others with about twice the work', () => {
    const work = (exceptions: readonly Exception[]) => expect(matchEpisodes(exceptions, []).gone).toHaveLength(exceptions.length);
    expect(ratio(work)).toBeLessThan(3);
    const covered = (exceptions: readonly Exception[], [first]: readonly Episode[]) =>
      expect(matchEpisodes(exceptions, [{ ...(first as Episode), until: minute(1e6) }]).gone).toHaveLength(exceptions.length - 1);
    expect(ratio(covered)).toBeLessThan(3);
  });

  it('are compared with about twice the work', () => {
    expect(ratio((exceptions, episodes) => expect(compareExceptions(exceptions, episodes)).toHaveLength(episodes.length))).toBeLessThan(3);
    expect(ratio((exceptions) => expect(compareExceptions(exceptions, [])).toHaveLength(exceptions.length))).toBeLessThan(3);
  });
});

/** What the events of `count` exceptions are folded into, and how many places of a list were copied for that. */
function copies(count: number): number {
  const told = reconcile(noExceptions, { shipmentId: 'S', episodes: counting(count).episodes, asOf: minute(1e6) });
  let [state, past, copied] = [noExceptions, noExceptionsPast, 0];
  const copiedIn = (before: readonly unknown[], after: readonly unknown[]): number =>
    after === before
      ? 0
      : after.length + after.reduce((sum: number, page, i) => sum + (page === before[i] ? 0 : ((page as []).length ?? 1)), 0);
  for (const event of told) {
    const next = withNew(state, event);
    const nextPast = foldExceptionsPast(past, [asRead(event, SOMEWHERE)]);
    copied += copiedIn(state.exceptions, next.exceptions) + copiedIn(past, nextPast);
    [state, past] = [next, nextPast];
  }
  expect(exceptionsIn(state)).toHaveLength(count);
  return copied;
}

describe('twice as many events of exceptions', () => {
  it('are folded with about twice the work', () => expect(copies(4_000) / copies(2_000)).toBeLessThan(2.4));
});

describe('a growing list', () => {
  it('has its items in order, and copies few of them for one more', () => {
    let [list, copies]: [ReturnType<typeof appended<number>>, number] = [[], 0];
    for (let i = 0; i < 10_000; i++) {
      list = appended(list, i);
      copies += list.at(-1)?.length ?? 0;
      expect(list.length).toBeLessThan(20);
    }
    expect(itemsOf(list)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(countOf(list)).toBe(10_000);
    expect(copies).toBeLessThan(10_000 * 15);
  });

  it('is a value: what is appended to one is not in another', () => {
    const three = [1, 2, 3].reduce<ReturnType<typeof appended<number>>>(appended, []);
    expect([4, 5].map((one) => itemsOf(appended(three, one)))).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 5],
    ]);
    expect(itemsOf(three)).toEqual([1, 2, 3]);
  });

  it('keeps the closed episodes of a ledger and what was said of crossings', () => {
    const rule: ExceptionRule = 'off-route';
    const open = (at: number): Change => ({ kind: 'open', at: minute(at), since: minute(at), evidence });
    const close = (at: number): Change => ({ kind: 'close', at: minute(at), until: minute(at), end: { how: 'cleared', eventIds: [] } });
    const ledger = times.reduce((now, i) => record(now, rule, [open(i * 120), close(i * 120 + 60)], DEFAULT_RULES), emptyLedger);
    expect(ledger[rule]?.closed.length).toBeLessThan(10);
    expect(episodesIn(ledger, minute(1e6), DEFAULT_RULES)).toHaveLength(times.length);

    const place = (eventId: string) => ({ eventId, time: '2026-03-01T00:10:00Z', latitude: 51, longitude: 9 });
    const crossings = times.map(
      (i): CrossingSeen => ({
        type: 'dev.waybill.geofence-entered.v1',
        time: minute(i),
        data: { geofenceId: 'PORT', name: 'Port', from: place(`a${i}`), to: place(`b${i}`) },
      }),
    );
    const told = reconcileCrossings([], { shipmentId: 'S1', crossings, asOf: minute(900) });
    const state = told.reduce(withNew, noExceptions);
    expect(state.crossings.length).toBeLessThan(10);
    expect(reconcileCrossings(state.crossings, { shipmentId: 'S1', crossings, asOf: minute(900) })).toEqual([]);
    const gone = reconcileCrossings(state.crossings, { shipmentId: 'S1', crossings: [], asOf: minute(901) });
    expect(gone).toHaveLength(times.length);
    expect(reconcileCrossings(gone.reduce(withNew, state).crossings, { shipmentId: 'S1', crossings: [], asOf: minute(902) })).toEqual([]);
  });
});
