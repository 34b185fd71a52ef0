import type { NewEvent } from '@waybill/events';
import { type Decision, isRejection } from '../decision';
import { stored } from '../shipments/fixtures';
import { acknowledgeException, assignException, reopenException, resolveException, snoozeException } from './decisions';
import type { Episode } from './episode';
import { evolveExceptions } from './evolve';
import {
  type Exception,
  exceptionState,
  exceptionsIn,
  nextSnoozeEnd,
  noExceptions,
  type ShipmentExceptions,
  shipmentOfException,
} from './exception';
import { minute, withNew } from './fixtures';
import { reconcile } from './reconcile';

const episode = (since: number, until?: number, overrides: Partial<Episode> = {}): Episode => ({
  rule: 'off-route',
  since: minute(since),
  raisedAt: minute(since + 5),
  flapping: false,
  evidence: { ruleVersion: 1, thresholds: {}, eventIds: [`fix@${since}`], positions: [] },
  ...(until !== undefined && { until: minute(until), ended: { how: 'cleared', eventIds: [`fix@${until}`] } }),
  ...overrides,
});
const fold = (state: ShipmentExceptions, events: readonly NewEvent[]) => events.reduce(withNew, state);
const derive = (state: ShipmentExceptions, asOf: number, ...episodes: Episode[]) =>
  reconcile(state, { shipmentId: 'S1', episodes, asOf: minute(asOf) });
const after = (state: ShipmentExceptions, asOf: number, ...episodes: Episode[]) => fold(state, derive(state, asOf, ...episodes));
const decided = (state: ShipmentExceptions, decision: Decision): ShipmentExceptions => {
  if (isRejection(decision)) throw new Error(decision.detail);
  return decision.map(({ type, data }) => stored(type, 0, data)).reduce(evolveExceptions, state);
};
const types = (events: readonly NewEvent[]) => events.map(({ type }) => type.replace('dev.waybill.', '').replace('.v1', ''));
const states = (state: ShipmentExceptions) => exceptionsIn(state).map((one) => [one.exceptionId, exceptionState(one)]);
const only = (state: ShipmentExceptions) => exceptionsIn(state)[0] as Exception;

const by = { exceptionId: 'S1.1', actor: 'key_1' };
const because = { ...by, reason: 'seen to' };

describe('the exceptions of a shipment', () => {
  it('are raised once, and ended by the facts', () => {
    const raised = derive(noExceptions, 12, episode(5));
    expect(raised).toMatchObject([
      {
        type: 'dev.waybill.off-route-detected.v1',
        data: {
          exceptionId: 'S1.1',
          since: '2026-03-01T00:05:00.000Z',
          raisedAt: '2026-03-01T00:10:00.000Z',
          late: false,
          backfilled: false,
        },
        metadata: { subject: 'shipment:S1', time: '2026-03-01T00:10:00.000Z', recordedtime: '2026-03-01T00:12:00.000Z' },
      },
    ]);
    const state = fold(noExceptions, raised);
    expect(derive(state, 30, episode(5))).toEqual([]);
    const ended = derive(state, 60, episode(5, 50));
    expect(ended).toMatchObject([
      { type: 'dev.waybill.back-on-route.v1', data: { until: '2026-03-01T00:50:00.000Z', eventIds: ['fix@50'] } },
    ]);
    expect(states(fold(state, ended))).toEqual([['S1.1', 'resolved']]);
    expect(derive(fold(state, ended), 90, episode(5, 50))).toEqual([]);
  });

  it('say when they come late, and when they come from a back-fill', () => {
    expect(derive(noExceptions, 20, episode(5))).toMatchObject([{ data: { late: false } }]);
    expect(derive(noExceptions, 20.1, episode(5))).toMatchObject([{ data: { late: true, backfilled: false } }]);
    const by = (drawnAt: string) => {
      const geofence = { geofenceId: 'YARD', name: 'Yard', direction: 'enter' as const, drawnAt };
      return episode(5, 50, { rule: 'geofence', subject: 'YARD', evidence: { ...episode(5).evidence, geofence } });
    };
    expect(derive(noExceptions, 900, by('2026-03-01T00:20:00Z'))).toMatchObject([{ data: { late: true, backfilled: false } }, {}]);
    expect(derive(noExceptions, 900, by('2026-03-01T00:20:01Z'))).toMatchObject([{ data: { late: true, backfilled: true } }, {}]);
  });

  it('end without an event of their rule when that no longer applies', () => {
    const over = episode(5, 50, { ended: { how: 'not-applicable', eventIds: ['scan'] } });
    const [, end] = derive(noExceptions, 60, over);
    expect(end).toMatchObject({ type: 'dev.waybill.exception-resolved.v1', data: { by: 'facts', until: '2026-03-01T00:50:00.000Z' } });
  });

  it('get the same event ids when they are derived again, and others at another step', () => {
    const ids = (events: readonly NewEvent[]) => events.map(({ eventId }) => eventId);
    expect(ids(derive(noExceptions, 12, episode(5, 50)))).toEqual(ids(derive(noExceptions, 999, episode(5, 50))));
    let state = after(noExceptions, 60, episode(5, 50));
    const seen = new Set(ids(derive(noExceptions, 60, episode(5, 50))));
    for (const next of [episode(5), episode(5, 50), episode(5), episode(5, 50)]) {
      const events = derive(state, 70, next);
      expect(events.length).toBeGreaterThan(0);
      for (const { eventId } of events) {
        expect(seen.has(eventId)).toBe(false);
        seen.add(eventId);
      }
      state = fold(state, events);
    }
  });

  it('are amended where late facts move them, and keep their ids', () => {
    const state = after(noExceptions, 12, episode(5));
    const moved = derive(state, 30, episode(3));
    expect(moved).toMatchObject([
      { type: 'dev.waybill.exception-amended.v1', data: { exceptionId: 'S1.1', since: '2026-03-01T00:03:00.000Z' } },
    ]);
    expect(only(fold(state, moved)).episode).toMatchObject({ since: minute(3), raisedAt: minute(8) });
    expect(types(derive(after(state, 60, episode(5, 50)), 90, episode(5, 40)))).toEqual(['exception-amended']);
    expect(types(derive(state, 30, episode(5, undefined, { flapping: true })))).toEqual(['exception-amended']);
  });

  it('are taken back where facts show that they never were, and come back under the same id', () => {
    const state = after(noExceptions, 12, episode(5));
    const gone = derive(state, 30);
    expect(gone).toMatchObject([{ type: 'dev.waybill.exception-retracted.v1', data: { reason: expect.stringContaining('never was') } }]);
    expect(states(fold(state, gone))).toEqual([['S1.1', 'retracted']]);
    expect(derive(fold(state, gone), 31)).toEqual([]);
    const back = derive(fold(state, gone), 40, episode(5));
    expect(types(back)).toEqual(['exception-reopened']);
    expect(states(fold(fold(state, gone), back))).toEqual([['S1.1', 'raised']]);
  });

  it('are open again where facts show that they had not ended', () => {
    const state = after(noExceptions, 60, episode(5, 50));
    expect(types(derive(state, 70, episode(5)))).toEqual(['exception-reopened']);
    expect(derive(after(state, 70, episode(5)), 71, episode(5))).toEqual([]);
  });

  it('are one after a merge: the earliest, with what people did about the others', () => {
    const two = after(noExceptions, 90, episode(5, 20), episode(60));
    const seen = decided(two, acknowledgeException(two, { ...by, exceptionId: 'S1.2' }));
    const merged = derive(seen, 95, episode(5));
    expect(types(merged)).toEqual(['exception-reopened', 'exception-retracted']);
    expect(merged[1]).toMatchObject({ data: { exceptionId: 'S1.2', mergedInto: 'S1.1' } });
    expect(states(fold(seen, merged))).toEqual([
      ['S1.1', 'acknowledged'],
      ['S1.2', 'retracted'],
    ]);
    expect(acknowledgeException(fold(seen, merged), { ...by, exceptionId: 'S1.2' })).toMatchObject({
      rejected: 'exception-closed',
      detail: expect.stringContaining('S1.1'),
    });
  });

  it('are two after a split: the earliest keeps the id', () => {
    const one = after(noExceptions, 90, episode(5));
    const split = derive(one, 95, episode(5, 20), episode(60));
    expect(types(split)).toEqual(['back-on-route', 'off-route-detected']);
    const state = fold(one, split);
    expect(states(state)).toEqual([
      ['S1.1', 'resolved'],
      ['S1.2', 'raised'],
    ]);
    // And one again: the second one is not lost when it splits once more.
    const again = after(after(state, 96, episode(5)), 97, episode(5, 20), episode(60));
    expect(states(again)).toEqual(states(state));
  });

  it('are told apart by rule and fence', () => {
    const fence = (subject: string) => episode(5, undefined, { rule: 'geofence', subject });
    const state = after(noExceptions, 12, episode(5), fence('F1'), fence('F2'));
    expect(exceptionsIn(state).map(({ episode: { rule, subject } }) => [rule, subject])).toEqual([
      ['off-route', undefined],
      ['geofence', 'F1'],
      ['geofence', 'F2'],
    ]);
    expect(types(derive(state, 30, episode(5), fence('F2')))).toEqual(['exception-retracted']);
    expect(types(derive(state, 30, episode(5), fence('F1'), episode(5, 20, { rule: 'geofence', subject: 'F2' })))).toEqual([
      'exception-resolved',
    ]);
  });
});

describe('what people do about an exception', () => {
  const state = after(noExceptions, 12, episode(5));

  it('goes from raised to acknowledged, assigned, snoozed, resolved, and back', () => {
    const seen = decided(state, acknowledgeException(state, by));
    expect(only(seen)).toMatchObject({ acknowledgedBy: 'key_1', steps: 2 });
    const given = decided(seen, assignException(seen, { ...by, assignee: 'night desk' }));
    const later = decided(given, snoozeException(given, { ...by, until: minute(60) }, minute(12)));
    const closed = decided(later, resolveException(later, because));
    const open = decided(closed, reopenException(closed, because));
    expect([seen, given, later, closed, open].map(only).map(exceptionState)).toEqual([
      'acknowledged',
      'assigned',
      'snoozed',
      'resolved',
      'assigned',
    ]);
  });

  it('changes nothing the second time', () => {
    const done = [
      decided(state, acknowledgeException(state, by)),
      decided(state, assignException(state, { ...by, assignee: 'A' })),
      decided(state, snoozeException(state, { ...by, until: minute(60) }, minute(12))),
      decided(state, resolveException(state, because)),
    ] as const;
    expect(acknowledgeException(done[0], { ...by, actor: 'key_2' })).toEqual([]);
    expect(assignException(done[1], { ...by, assignee: 'A' })).toEqual([]);
    expect(snoozeException(done[2], { ...by, until: minute(60) }, minute(12))).toEqual([]);
    expect(resolveException(done[3], because)).toEqual([]);
    expect(reopenException(state, because)).toEqual([]);
  });

  it('is refused with what to do instead', () => {
    const closed = decided(state, resolveException(state, because));
    const gone = after(state, 30);
    const over = after(state, 60, episode(5, 50));
    expect(acknowledgeException(state, { ...by, exceptionId: 'S1.9' })).toMatchObject({ rejected: 'exception-not-found' });
    expect(acknowledgeException(closed, by)).toMatchObject({ rejected: 'exception-closed', detail: expect.stringContaining('reopen') });
    expect(assignException(gone, { ...by, assignee: 'A' })).toMatchObject({ rejected: 'exception-closed' });
    expect(resolveException(gone, because)).toMatchObject({ rejected: 'exception-closed' });
    expect(reopenException(gone, because)).toMatchObject({ rejected: 'exception-closed' });
    expect(reopenException(over, because)).toMatchObject({ rejected: 'exception-closed', detail: expect.stringContaining('00:50') });
    expect(snoozeException(state, { ...by, until: minute(12) }, minute(12))).toMatchObject({ rejected: 'invalid-interval' });
  });

  it('stands while the episode goes on, and until it is over', () => {
    const closed = decided(state, resolveException(state, because));
    expect(derive(closed, 100, episode(5))).toEqual([]);
    expect(types(derive(closed, 100, episode(5, 50)))).toEqual(['exception-amended']);
    const over = after(closed, 100, episode(5, 50));
    expect(only(over)).toMatchObject({ resolved: { by: 'person' }, episode: { until: minute(50) } });
    expect(types(derive(over, 200, episode(5, 50), episode(150)))).toEqual(['off-route-detected']);
  });

  it('comes back when its snooze is over, and not when it ended before', () => {
    const later = decided(state, snoozeException(state, { ...by, until: minute(60) }, minute(12)));
    expect(nextSnoozeEnd(later)).toBe(minute(60));
    expect(derive(later, 59, episode(5))).toEqual([]);
    const back = derive(later, 61, episode(5));
    expect(back).toMatchObject([{ data: { by: 'clock' }, metadata: { time: '2026-03-01T01:00:00.000Z' } }]);
    expect(states(fold(later, back))).toEqual([['S1.1', 'raised']]);
    expect(nextSnoozeEnd(fold(later, back))).toBeUndefined();
    expect(types(derive(later, 61, episode(5, 50)))).toEqual(['back-on-route']);
    expect(nextSnoozeEnd(after(later, 55, episode(5, 50)))).toBeUndefined();
  });
});

describe('an exception id', () => {
  it.each([
    ['S1.1', 'S1'],
    ['a.b.12', 'a.b'],
    ['S1', undefined],
    ['S1.0', undefined],
    ['.1', undefined],
    ['S1.x', undefined],
  ])('%s names shipment %s', (id, shipmentId) => expect(shipmentOfException(id)).toBe(shipmentId));
});
