import { understood } from '@waybill/event-store';
import { isUnreadable, type StoredEvent, type UnreadableEvent } from '@waybill/events';
import { PARTITIONS } from '@waybill/read-model';
import { EVERY_PARTITION, type ProcessorDefinition } from '../processor';
import type { Batch } from './log-feed';

/** FNV-1a over UTF-16 code units, mixed so that the low bits depend on all of them. Fixed for ever: checkpoints depend on it. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % PARTITIONS;
}

/** An event on its way to a processor, with the key that orders it. */
export interface KeyedEvent {
  readonly key: string;
  readonly partition: number;
  readonly event: StoredEvent | UnreadableEvent;
}

/** The least of some positions. */
export function lowestOf(positions: Iterable<bigint>): bigint {
  let lowest: bigint | undefined;
  for (const position of positions) if (lowest === undefined || position < lowest) lowest = position;
  return lowest ?? -1n;
}

/** Of what is not as its type says, only the stream is certain: where that does not tell the key, it is set aside by its stream's name. */
function keyOf(processor: Pick<ProcessorDefinition, 'keyOf'>, event: StoredEvent | UnreadableEvent): string | undefined {
  try {
    const key: unknown = processor.keyOf(event as StoredEvent);
    if (key === undefined) return undefined;
    return typeof key !== 'string' || (isUnreadable(event) && key === EVERY_PARTITION) ? event.stream : key;
  } catch {
    return event.stream;
  }
}

/** Both in the order of the log. */
const inLogOrder = ({ events, unreadable }: Pick<Batch, 'events' | 'unreadable'>): readonly (StoredEvent | UnreadableEvent)[] =>
  unreadable.length === 0 ? events : [...events, ...unreadable].sort((a, b) => (a.position < b.position ? -1 : 1));

/** Which events of a batch a processor has to handle: wanted, in an owned partition, and not passed by that partition before. */
export function eventsFor(
  processor: Pick<ProcessorDefinition, 'keyOf' | 'types'>,
  batch: Pick<Batch, 'events' | 'unreadable'>,
  commits: ReadonlyMap<number, bigint>,
): KeyedEvent[] {
  const wanted: ReadonlySet<string> = new Set(processor.types);
  const first = Math.min(...commits.keys());
  const lowest = lowestOf(commits.values());
  const chosen: KeyedEvent[] = [];
  for (const event of inLogOrder(batch)) {
    if (!wanted.has(event.type)) continue;
    const key = keyOf(processor, event);
    if (key === undefined) continue;
    const partition = key === EVERY_PARTITION ? first : partitionOf(key);
    const passed = key === EVERY_PARTITION ? lowest : commits.get(partition);
    if (passed !== undefined && event.position > passed) chosen.push({ key, partition, event });
  }
  return chosen;
}

/** What a processor is handed. @throws StreamUnreadable when one of them cannot be read */
export const readableOf = (events: readonly KeyedEvent[]): StoredEvent[] => events.flatMap(({ event }) => understood(event) ?? []);

/** Events by key, in the order in which the keys first appear. */
export function byKey(events: readonly KeyedEvent[]): KeyedEvent[][] {
  const groups = new Map<string, KeyedEvent[]>();
  for (const event of events) {
    const group = groups.get(event.key);
    if (group) group.push(event);
    else groups.set(event.key, [event]);
  }
  return [...groups.values()];
}
