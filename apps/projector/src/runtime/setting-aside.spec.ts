import type { KeyedEvent } from './partitioning';
import { handleKeysOrSetAside, handleOrSetAside } from './setting-aside';

const event = (position: number, key: unknown = 0): KeyedEvent =>
  ({
    key: `SHP-${key}`,
    partition: 3,
    event: { eventId: `e${position}`, position: BigInt(position), preparePosition: 0n, stream: 's', type: 't', data: { at: position } },
  }) as unknown as KeyedEvent;

/** Handles events and fails at some of them, like a projection in a transaction that is rolled back. */
function handling(poison: readonly number[]) {
  const done: number[] = [];
  const attempt = async (events: readonly KeyedEvent[]) => {
    const positions = events.map((it) => Number(it.event.position));
    if (positions.some((position) => poison.includes(position))) return { error: new TypeError('no such place') };
    done.push(...positions);
    return undefined;
  };
  return { done, attempt };
}

describe('a key with a poison event', () => {
  it('keeps what came before, and sets aside the event and all that follows, in order', async () => {
    const { done, attempt } = handling([3]);
    const deadLetters = await handleOrSetAside(
      [1, 2, 3, 4, 5].map((position) => event(position)),
      attempt,
    );
    expect(done).toEqual([1, 2]);
    expect(deadLetters.map(({ position, error }) => [Number(position), error])).toEqual([
      [3, 'TypeError: no such place'],
      [4, undefined],
      [5, undefined],
    ]);
    expect(JSON.parse(deadLetters[0]?.payload as string)).toMatchObject({ eventId: 'e3', position: '3', data: { at: 3 } });
  });

  it('sets nothing aside when it succeeds by itself', async () => {
    const { done, attempt } = handling([]);
    expect(await handleOrSetAside([event(1), event(2)], attempt)).toEqual([]);
    expect(done).toEqual([1, 2]);
  });

  it('stops, and skips nothing, when the failure is a passing one', async () => {
    const attempt = () => Promise.reject(new Error('database away'));
    await expect(handleOrSetAside([event(1)], attempt)).rejects.toThrow('database away');
  });
});

describe('many keys with poison among them', () => {
  /** 100 keys with three events each; the events of each key are 100 apart. */
  const groups = Array.from({ length: 100 }, (_, key) => [key, key + 100, key + 200].map((position) => event(position, key)));

  it('costs few attempts, handles all the others in order, and each poison three times', async () => {
    const { done, attempt } = handling([7, 150, 299]);
    const attempts: number[][] = [];
    const counted = (events: readonly KeyedEvent[]) => {
      attempts.push(events.map((it) => Number(it.event.position)));
      return attempt(events);
    };
    const deadLetters = await handleKeysOrSetAside(groups, counted);
    expect(deadLetters.map(({ key, position }) => [key, Number(position)])).toEqual([
      ['SHP-7', 7],
      ['SHP-7', 107],
      ['SHP-7', 207],
      ['SHP-50', 150],
      ['SHP-50', 250],
      ['SHP-99', 299],
    ]);
    expect([...done].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 300 }, (_, n) => n).filter((n) => !deadLetters.some(({ position }) => Number(position) === n)),
    );
    expect(attempts.length).toBeLessThan(30);
    for (const some of attempts) expect(some).toEqual([...some].sort((a, b) => a - b));
    // All together was the first of three.
    for (const poison of [7, 150, 299]) expect(attempts.filter((some) => some.includes(poison)).length).toBeGreaterThanOrEqual(2);
  });
});
