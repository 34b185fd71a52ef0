import type { StoredEvent, UnreadableEvent } from '@waybill/events';
import { PARTITIONS } from '@waybill/read-model';
import { EVERY_PARTITION } from '../processor';
import { byKey, eventsFor, partitionOf, readableOf } from './partitioning';

const event = (key: string, position: number, type = 'dev.waybill.delivered.v1'): StoredEvent =>
  ({ stream: key, type, position: BigInt(position) }) as unknown as StoredEvent;
const batch = (...events: StoredEvent[]) => ({ events, unreadable: [] });
const unreadable = (key: string, position: number): UnreadableEvent =>
  ({ ...event(key, position), notUnderstood: 'unreadable', why: 'data: is none' }) as unknown as UnreadableEvent;
const processor = {
  types: ['dev.waybill.delivered.v1'] as const,
  keyOf: ({ stream }: StoredEvent) => (stream === 'nobody' ? undefined : stream),
};

describe('partitions', () => {
  it('never change for a key: checkpoints depend on them', () => {
    expect(['SHP-1', 'SHP-2', 'vehicle:TRUCK-7', 'Köln', ''].map(partitionOf)).toEqual([3, 8, 13, 4, 1]);
  });

  it('share keys out evenly', () => {
    const counts = new Array(PARTITIONS).fill(0);
    for (let i = 0; i < 16_000; i += 1) counts[partitionOf(`SHP-${i}`)] += 1;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});

describe('the events of a batch for a processor', () => {
  const everywhere = (commit: bigint) => new Map(Array.from({ length: PARTITIONS }, (_, i) => [i, commit] as const));

  it('are wanted, have a key, lie in an owned partition and behind its checkpoint', () => {
    const commits = new Map(everywhere(10n));
    commits.set(partitionOf('ahead'), 20n);
    commits.delete(partitionOf('SHP-2'));
    const events = [
      event('SHP-1', 10),
      event('SHP-1', 11),
      event('ahead', 15),
      event('ahead', 21),
      event('SHP-2', 30),
      event('nobody', 31),
    ];
    const chosen = eventsFor(processor, batch(...events, event('SHP-1', 40, 'dev.waybill.route-planned.v1')), commits);
    expect(chosen.map((it) => [it.key, Number(it.event.position)])).toEqual([
      ['SHP-1', 11],
      ['ahead', 21],
    ]);
  });

  it('go to every owner when they are reference data, until the slowest partition has passed them', () => {
    const commits = new Map(everywhere(50n));
    commits.set(3, 5n);
    expect(eventsFor(processor, batch(event(EVERY_PARTITION, 5), event(EVERY_PARTITION, 6)), commits)).toHaveLength(1);
  });

  it('have their stream for a key when they cannot be read', () => {
    const failing = { ...processor, keyOf: () => decodeURIComponent('%') };
    expect(eventsFor(failing, batch(event('identifier-x~%', 11)), everywhere(10n))).toMatchObject([{ key: 'identifier-x~%' }]);
  });

  it('stand among those that cannot be read where the log has them, which concern all only by their stream', () => {
    const given = {
      events: [event('SHP-1', 11), event('SHP-1', 13)],
      unreadable: [unreadable('SHP-1', 12), unreadable(EVERY_PARTITION, 14)],
    };
    const chosen = eventsFor(processor, given, everywhere(10n));
    expect(chosen.map(({ event: { position } }) => Number(position))).toEqual([11, 12, 13, 14]);
    expect(() => readableOf(chosen)).toThrow('SHP-1 cannot be read');
    const toAll = { ...processor, keyOf: () => EVERY_PARTITION };
    expect(eventsFor(toAll, { events: [], unreadable: [unreadable('geofence-1', 12)] }, everywhere(10n))).toMatchObject([
      { key: 'geofence-1' },
    ]);
  });

  it('stay in order within a key', () => {
    const keyed = [1, 2, 3, 4].map((n) => ({ key: n % 2 ? 'odd' : 'even', partition: 0, event: event('x', n) }));
    expect(byKey(keyed).map((group) => group.map((it) => Number(it.event.position)))).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });
});
