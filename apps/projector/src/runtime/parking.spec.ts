import { handleOrPark } from './parking';
import type { KeyedEvent } from './partitioning';

const event = (position: number): KeyedEvent =>
  ({
    key: 'SHP-1',
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
    const parked = await handleOrPark([1, 2, 3, 4, 5].map(event), attempt);
    expect(done).toEqual([1, 2]);
    expect(parked.map(({ position, error }) => [Number(position), error])).toEqual([
      [3, 'TypeError: no such place'],
      [4, undefined],
      [5, undefined],
    ]);
    expect(JSON.parse(parked[0]?.payload as string)).toMatchObject({ eventId: 'e3', position: '3', data: { at: 3 } });
  });

  it('sets nothing aside when it succeeds by itself', async () => {
    const { done, attempt } = handling([]);
    expect(await handleOrPark([1, 2].map(event), attempt)).toEqual([]);
    expect(done).toEqual([1, 2]);
  });

  it('stops, and skips nothing, when the failure is a passing one', async () => {
    const attempt = () => Promise.reject(new Error('database away'));
    await expect(handleOrPark([event(1)], attempt)).rejects.toThrow('database away');
  });
});
