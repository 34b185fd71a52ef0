import { LOG_START, type LogPosition } from '@waybill/event-store';
import type { StoredEvent } from '@waybill/events';
import { Feeds } from './feeds';
import { BATCH_EVENTS, FAR_BEHIND, type Follower } from './follower';
import type { Batch, OpenFeed } from './log-feed';

const at = (commit: number): LogPosition => ({ commit: BigInt(commit), prepare: BigInt(commit) });
const batch = (from: number, to: number, caughtUp = false): Batch => {
  const events = Array.from({ length: to - from + 1 }, (_, i) => ({ position: BigInt(from + i) }) as StoredEvent);
  return { events, unreadable: [], position: at(to), caughtUp, unknown: 0 };
};
const positions = (it: Batch | undefined): number[] => it?.events.map(({ position }) => Number(position)) ?? [];

/** A log that is written by the test, and every subscription that was opened to it. */
class WrittenLog {
  readonly opened: number[] = [];
  private readonly batches: Batch[] = [];
  private wake: (() => void)[] = [];

  write(...batches: Batch[]): void {
    this.batches.push(...batches);
    for (const wake of this.wake.splice(0)) wake();
  }

  readonly open: OpenFeed = (after, signal) => this.feed(after, signal);

  private async *feed(after: LogPosition, signal: AbortSignal): AsyncIterable<Batch> {
    this.opened.push(Number(after.commit));
    let next = 0;
    signal.addEventListener('abort', () => this.write());
    while (!signal.aborted) {
      const piece = this.batches[next++];
      if (!piece) {
        next -= 1;
        await new Promise<void>((resolve) => this.wake.push(resolve));
      } else if (piece.position.commit > after.commit) {
        yield { ...piece, events: piece.events.filter(({ position }) => position > after.commit) };
      }
    }
  }
}

async function takeUpTo(follower: Follower, commit: number): Promise<number[]> {
  const taken: number[] = [];
  while (taken.at(-1) !== commit) {
    if (!follower.hasSomething) await follower.changed();
    taken.push(...positions(follower.take()));
  }
  return taken;
}

const SIZE = BATCH_EVENTS;
const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('feeds', () => {
  it('share one subscription among followers at the same place', async () => {
    const log = new WrittenLog();
    const feeds = new Feeds(log.open);
    const [a, b] = [feeds.follow(LOG_START), feeds.follow(LOG_START)];
    log.write(batch(1, 5), batch(6, 9, true));
    expect(await takeUpTo(a, 9)).toEqual(upTo(1, 9));
    expect(await takeUpTo(b, 9)).toEqual(upTo(1, 9));
    expect(log.opened).toEqual([-1]);
    expect(a.caughtUp).toBe(true);
    feeds.close();
  });

  it('give one that lies behind a subscription of its own, and join it when it has caught up', async () => {
    const log = new WrittenLog();
    const feeds = new Feeds(log.open);
    log.write(batch(1, 5), batch(6, 9, true));
    const ahead = feeds.follow(at(5));
    expect(await takeUpTo(ahead, 9)).toEqual([6, 7, 8, 9]);
    const behind = feeds.follow(LOG_START);
    expect(await takeUpTo(behind, 9)).toEqual(upTo(1, 9));
    expect(log.opened).toEqual([5, -1]);
    log.write(batch(10, 12, true));
    expect(await takeUpTo(behind, 12)).toEqual([10, 11, 12]);
    expect(await takeUpTo(ahead, 12)).toEqual([10, 11, 12]);
    expect(feeds.count).toBe(1);
    feeds.close();
  });

  it('go through the past together, no faster than the slowest that gets on', async () => {
    const log = new WrittenLog();
    const feeds = new Feeds(log.open, 1_000);
    const [quick, slow] = [feeds.follow(LOG_START), feeds.follow(LOG_START)];
    const count = (3 * FAR_BEHIND) / SIZE;
    for (let i = 0; i < count; i += 1) log.write(batch(i * SIZE + 1, (i + 1) * SIZE, i === count - 1));
    const slowly = async () => {
      const taken: number[] = [];
      while (taken.length < count * SIZE) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        if (slow.hasSomething) taken.push(...positions(slow.take()));
      }
      return taken;
    };
    const [first, second] = await Promise.all([takeUpTo(quick, count * SIZE), slowly()]);
    expect(second).toEqual(first);
    // At the end of the log they part: what comes from now on is for the quick one at once.
    expect(log.opened).toEqual([-1, count * SIZE]);
    feeds.close();
  });

  it('come together in the past when one that began later gets to where the other is', async () => {
    const log = new WrittenLog();
    const feeds = new Feeds(log.open, 1_000);
    const count = (4 * FAR_BEHIND) / SIZE;
    for (let i = 0; i < count; i += 1) log.write(batch(i * SIZE + 1, (i + 1) * SIZE));
    const first = feeds.follow(LOG_START);
    while (!first.farBehind) await first.changed();
    const second = feeds.follow(LOG_START);
    expect(feeds.count).toBe(2);
    const taken: number[] = [];
    while (feeds.count > 1) {
      if (!second.hasSomething) await second.changed();
      taken.push(...positions(second.take()));
    }
    const last = count * SIZE;
    const [all, rest] = await Promise.all([takeUpTo(first, last), takeUpTo(second, last)]);
    expect(all).toEqual(upTo(1, last));
    expect([...taken, ...rest]).toEqual(all);
    expect(log.opened).toEqual([-1, -1]);
    feeds.close();
  });

  it('come together in the past although each reads ahead of followers that are equally quick', async () => {
    const log = new WrittenLog();
    const feeds = new Feeds(log.open, 1_000);
    const count = (6 * FAR_BEHIND) / SIZE;
    for (let i = 0; i < count; i += 1) log.write(batch(i * SIZE + 1, (i + 1) * SIZE));
    const first = feeds.follow(LOG_START);
    const taken = await takeUpTo(first, 2 * SIZE);
    const second = feeds.follow(LOG_START);
    while (!second.farBehind) await second.changed();
    expect(feeds.count).toBe(1);
    const last = count * SIZE;
    const [rest, all] = await Promise.all([takeUpTo(first, last), takeUpTo(second, last)]);
    expect([...taken, ...rest]).toEqual(upTo(1, last));
    expect(all).toEqual(upTo(1, last));
    expect(log.opened).toEqual([-1, -1]);
    feeds.close();
  });

  it('go on for the others when one stands still, which loses and repeats nothing', async () => {
    const log = new WrittenLog();
    const feeds = new Feeds(log.open, 20);
    const [quick, slow] = [feeds.follow(LOG_START), feeds.follow(LOG_START)];
    const count = (2 * FAR_BEHIND) / SIZE;
    for (let i = 0; i < count; i += 1) log.write(batch(i * SIZE + 1, (i + 1) * SIZE, i === count - 1));
    const last = count * SIZE;
    expect(await takeUpTo(quick, last)).toEqual(upTo(1, last));
    expect(slow.queued).toBeLessThanOrEqual(FAR_BEHIND + SIZE);
    expect(feeds.count).toBe(2);
    expect(await takeUpTo(slow, last)).toEqual(upTo(1, last));
    feeds.close();
  });

  it('let a follower gather events while there is a past, and no longer', async () => {
    const log = new WrittenLog();
    const feeds = new Feeds(log.open);
    const follower = feeds.follow(LOG_START);
    log.write(batch(1, 5));
    const gathered = follower.gathered(20, 60_000);
    log.write(batch(6, 19), batch(20, 30));
    await gathered;
    expect(positions(follower.take())).toEqual(upTo(1, 30));
    log.write(batch(31, 32, true));
    await follower.gathered(20, 60_000);
    expect(positions(follower.take())).toEqual([31, 32]);
    feeds.close();
  });

  it('pass on what ended them, after all that came before', async () => {
    const feeds = new Feeds(async function* () {
      yield batch(1, 2);
      throw new Error('broken');
    });
    const follower = feeds.follow(LOG_START);
    while (!follower.hasSomething) await follower.changed();
    await follower.changed(1);
    expect(positions(follower.take())).toEqual([1, 2]);
    expect(() => follower.take()).toThrow('broken');
  });
});
