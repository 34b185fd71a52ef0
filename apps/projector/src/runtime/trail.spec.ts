import type { KeyedEvent } from './partitioning';
import { Trail } from './trail';

const event = (position: number): KeyedEvent =>
  ({
    key: 'k',
    partition: 0,
    event: { eventId: `e${position}`, position: BigInt(position), preparePosition: BigInt(position), metadata: { recordedtime: 't' } },
  }) as unknown as KeyedEvent;
const step = (commit: number) => ({ commit: BigInt(commit), prepare: BigInt(commit), lastEvent: undefined });

describe('a trail of places where a checkpoint can stand', () => {
  it('ends where the batch ends when nothing is unfinished', () => {
    const trail = new Trail();
    trail.add(step(9), [event(3), event(5)]);
    expect(trail.before(undefined)).toMatchObject({ commit: 9n });
    expect(trail.before(undefined)).toBeUndefined();
  });

  it('stops at the last real position before unfinished work, and goes on from there', () => {
    const trail = new Trail();
    trail.add(step(9), [event(3), event(5), event(7)]);
    expect(trail.before(7n)).toMatchObject({ commit: 5n, lastEvent: { id: 'e5' } });
    expect(trail.before(7n)).toBeUndefined();
    trail.add(step(12), [event(11)]);
    expect(trail.before(11n)).toMatchObject({ commit: 9n });
    expect(trail.before(undefined)).toMatchObject({ commit: 12n });
  });

  it('stays before the first event when that is unfinished', () => {
    const trail = new Trail();
    trail.add(step(9), [event(3)]);
    expect(trail.before(3n)).toBeUndefined();
    expect(trail.before(undefined)).toMatchObject({ commit: 9n });
  });
});
