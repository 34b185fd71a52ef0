import { PassThrough, Readable } from 'node:stream';
import type { EventLog } from '../event-log';
import { LOG_START, type LogPosition } from '../log-position';
import type { ReadRequest } from '../read/request';
import { openFeed } from './feed';

const at = (commit: number) => ({ commit: BigInt(commit), prepare: BigInt(commit) });
const resolved = (commit: number, stream = 'mine-1') => ({
  event: {
    eventId: `e${commit}`,
    type: 'dev.waybill.item-scanned.v1',
    stream,
    revision: 0,
    data: { milestone: 'LOADED' },
    metadata: { id: 'x', source: 'urn:x', subject: 'device:x', time: '2026-03-01T10:00:00Z', recordedtime: '2026-03-01T10:00:00Z' },
    position: BigInt(commit),
    preparePosition: BigInt(commit),
  },
});

/** A store whose subscriptions are scripted; what can be read of it is a list. */
class ScriptedStore {
  readonly asked: unknown[] = [];
  readonly closed = new AbortController().signal;
  readable: readonly object[] = [];

  constructor(private readonly subscriptions: readonly ((source: PassThrough) => void)[]) {}

  get log(): EventLog {
    return { connection: this } as unknown as EventLog;
  }

  async openRead(request: ReadRequest): Promise<Readable> {
    const source = request.of === 'subscription' ? this.subscribe(request.from) : Readable.from(this.readable);
    return Object.assign(source, { cancel: () => undefined });
  }

  private subscribe(from: LogPosition): Readable {
    const source = new PassThrough({ objectMode: true });
    const script = this.subscriptions[this.asked.length];
    this.asked.push(from);
    setImmediate(() => script?.(source));
    return source;
  }
}

async function follow(store: ScriptedStore, count: number, stallMs?: number) {
  const abort = new AbortController();
  const ids: string[] = [];
  const troubles: string[] = [];
  const onTrouble = (error: Error): void => void troubles.push(error.message);
  for await (const { events } of openFeed(store.log, { from: 'start', prefixes: ['mine-'], signal: abort.signal, onTrouble, stallMs })) {
    ids.push(...events.map(({ eventId }) => eventId));
    if (ids.length >= count) abort.abort();
  }
  return { ids, troubles };
}

describe('a feed', () => {
  it('subscribes again, after what it has got, when it hears nothing although something waits', async () => {
    const store = new ScriptedStore([(source) => source.write(resolved(10)), (source) => source.write(resolved(20))]);
    store.readable = [resolved(10), resolved(20)];
    const { ids, troubles } = await follow(store, 2, 400);
    expect(ids).toEqual(['e10', 'e20']);
    expect(store.asked).toEqual([LOG_START, at(10)]);
    expect(troubles).toEqual([expect.stringContaining('no news')]);
  });

  it('is content with silence when nothing waits for it, and moves past what is not for it', async () => {
    const store = new ScriptedStore([
      (source) => {
        source.write(resolved(10));
        setTimeout(() => source.write(resolved(40)), 1200);
      },
    ]);
    store.readable = [resolved(10), resolved(20, 'other-1'), resolved(30, 'other-2')];
    const { ids, troubles } = await follow(store, 2, 700);
    expect(ids).toEqual(['e10', 'e40']);
    expect(troubles).toEqual([]);
  });

  it('subscribes again at once when the store ends or breaks the subscription', async () => {
    const store = new ScriptedStore([
      (source) => source.end(resolved(10)),
      (source) => {
        source.write(resolved(20));
        setImmediate(() => source.emit('error', new Error('broken')));
      },
      (source) => source.write(resolved(30)),
    ]);
    const { ids, troubles } = await follow(store, 3);
    expect(ids).toEqual(['e10', 'e20', 'e30']);
    expect(store.asked).toEqual([LOG_START, at(10), at(20)]);
    expect(troubles).toHaveLength(2);
  });

  it.each([
    ['-1', (1n << 64n) - 1n],
    ['2^63', 1n << 63n],
  ])('stays where it was when a store says that it has looked as far as %s', async (_, none) => {
    const store = new ScriptedStore([
      (source) => {
        source.write({ checkpoint: { commit: none, prepare: none } });
        source.write(resolved(10));
        source.end();
      },
      (source) => source.write(resolved(20)),
    ]);
    expect((await follow(store, 2)).ids).toEqual(['e10', 'e20']);
    expect(store.asked).toEqual([LOG_START, at(10)]);
  });

  it('throws away what a store sends twice', async () => {
    const store = new ScriptedStore([(source) => [10, 20, 10, 20, 30].map((commit) => source.write(resolved(commit)))]);
    expect((await follow(store, 3)).ids).toEqual(['e10', 'e20', 'e30']);
  });
});
