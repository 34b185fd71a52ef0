import { LOG_START } from '../log-position';
import type { ReadReply } from '../read/reply';
import { Cursor } from './cursor';

const at = (commit: number) => ({ commit: BigInt(commit), prepare: BigInt(commit) });
const event = (commit: number, type = 'dev.waybill.item-scanned.v1'): ReadReply =>
  ({
    event: {
      eventId: `e${commit}`,
      type,
      stream: 's-1',
      revision: 0,
      data: { milestone: 'LOADED' },
      metadata: { id: 'x', source: 'urn:x', subject: 'device:x', time: '2026-03-01T10:00:00Z', recordedtime: '2026-03-01T10:00:00Z' },
      position: BigInt(commit),
      preparePosition: BigInt(commit),
    },
  }) as ReadReply;
const ids = (batch: { events: readonly { eventId: string }[] }): string[] => batch.events.map(({ eventId }) => eventId);

let time = 1000;
const cursor = (): Cursor => new Cursor(LOG_START, () => time);

describe("a feed's cursor", () => {
  it('hands over what came, up to the position of the last', () => {
    const it = cursor();
    expect(it.due).toBe(false);
    it.accept([event(10), event(20)]);
    expect(it.due).toBe(true);
    const batch = it.batch(false);
    expect(ids(batch)).toEqual(['e10', 'e20']);
    expect(batch).toMatchObject({ position: at(20), caughtUp: false, unknown: 0 });
    expect(it.due).toBe(false);
  });

  it('never goes back, and passes over what it had already', () => {
    const it = cursor();
    it.accept([event(10), { checkpoint: at(30) }, { checkpoint: at(20) }, event(25), event(40)]);
    expect(ids(it.batch(false))).toEqual(['e10', 'e40']);
    it.passTo(at(35));
    expect(it.position).toEqual(at(40));
  });

  it('counts unknown types and moves past them', () => {
    const it = cursor();
    it.accept([event(10, 'something-else'), event(20, '$metadata')]);
    expect(it.batch(false)).toEqual({ events: [], unreadable: [], position: at(20), caughtUp: false, unknown: 2 });
  });

  it('tells a moved position alone only now and then', () => {
    const it = cursor();
    it.accept([event(10)]);
    it.batch(false);
    it.accept([{ checkpoint: at(20) }]);
    expect(it.due).toBe(false);
    time += 200;
    expect(it.due).toBe(true);
    expect(it.batch(false)).toMatchObject({ events: [], position: at(20) });
  });

  it('tells at once that it has caught up, once, unless more is waiting', () => {
    const it = cursor();
    it.accept([event(10), { caughtUp: true }]);
    expect(it.batch(true)).toMatchObject({ caughtUp: false });
    expect(it.due).toBe(true);
    expect(it.batch(false)).toMatchObject({ events: [], caughtUp: true });
    expect(it.due).toBe(false);
    it.accept([{ caughtUp: false }, event(11)]);
    expect(it.batch(false)).toMatchObject({ caughtUp: false });
    it.accept([{ caughtUp: true }]);
    expect(it.batch(false)).toMatchObject({ caughtUp: true });
    it.restart();
    it.accept([event(20)]);
    expect(it.batch(false)).toMatchObject({ caughtUp: false });
  });
});
