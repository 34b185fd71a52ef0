import type { Evidence, Instant } from '@waybill/events';
import { minute } from './fixtures';
import { type Change, emptyLedger, episodesIn, type Ledger, ledgerDeadlines, record } from './ledger';
import { DEFAULT_RULES } from './rules';

const evidence: Evidence = { ruleVersion: 1, thresholds: {}, eventIds: [], positions: [] };
const open = (at: number): Change => ({ kind: 'open', at: minute(at), since: minute(at - 5), evidence });
const close = (at: number, how: 'cleared' | 'not-applicable' = 'cleared'): Change => ({
  kind: 'close',
  at: minute(at),
  until: minute(at),
  end: { how, eventIds: ['e'] },
});
const after = (...changes: Change[]): Ledger => record(emptyLedger, 'off-route', changes, DEFAULT_RULES);
const minutes = (at: Instant | undefined) => (at === undefined ? null : (at - minute(0)) / 60_000);
const seen = (ledger: Ledger, asOf: number) =>
  episodesIn(ledger, minute(asOf), DEFAULT_RULES).map(({ raisedAt, until, flapping }) => [minutes(raisedAt), minutes(until), flapping]);

describe('damping', () => {
  it('holds an exception for ten minutes from its raising', () => {
    const ledger = after(open(10), close(13));
    expect(seen(ledger, 19)).toEqual([[10, null, false]]);
    expect(ledgerDeadlines(ledger, minute(13), DEFAULT_RULES)).toEqual([minute(20)]);
    expect(seen(ledger, 20)).toEqual([[10, 13, false]]);
    expect(ledgerDeadlines(ledger, minute(20), DEFAULT_RULES)).toEqual([]);
  });

  it('goes on with an exception that comes back while it is held, and begins another one later', () => {
    expect(seen(after(open(10), close(13), open(19)), 60)).toEqual([[10, null, false]]);
    expect(seen(after(open(10), close(13), open(20)), 60)).toEqual([
      [10, 13, false],
      [20, null, false],
    ]);
  });

  it('closes at once what held long enough, and what no longer applies', () => {
    expect(seen(after(open(10), close(40)), 40)).toEqual([[10, 40, false]]);
    expect(seen(after(open(10), close(11, 'not-applicable')), 11)).toEqual([[10, 11, false]]);
  });

  it('makes one of an exception that changes more than six times an hour, until it is quieter', () => {
    const toggles = Array.from({ length: 7 }, (_, i) => (i % 2 === 0 ? open(10 + i) : close(10 + i)));
    const ledger = after(...toggles, close(17));
    expect(seen(after(...toggles.slice(0, 6)), 16)).toEqual([[10, null, false]]);
    expect(seen(ledger, 17)).toEqual([[10, null, true]]);
    expect(seen(ledger, 70)).toEqual([[10, null, true]]);
    expect(seen(ledger, 71)).toEqual([[10, 17, true]]);
    expect(seen(after(...toggles), 70)).toEqual([[10, null, false]]);
  });

  it('tells subjects apart', () => {
    const ledger = after(open(1), { ...open(2), subject: 'F1' } as Change, { ...close(30), subject: 'F1' } as Change);
    expect(seen(ledger, 60)).toEqual([
      [1, null, false],
      [2, 30, false],
    ]);
  });
});
