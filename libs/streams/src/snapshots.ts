import { type EventLog, NO_STREAM, WrongRevision } from '@waybill/event-store';
import { formatInstant, isUnreadable, type LogEvent, type NewEvent, type StoredEvent, seenStream, storedEventId } from '@waybill/events';
import type { StreamMemory } from './memory';

/** One snapshot per so many events of a stream. */
export const SNAPSHOT_EVERY = 100;
/** Most streams are no longer than this. They are read at once, and of longer ones most of what came after the last snapshot. */
const RECENT = 64;
const SOURCE = 'urn:waybill:tracking';

type Snapshot = StoredEvent<'dev.waybill.stream-remembered.v1'>;

const FIRST_VERSION = 1;
const versionOf = ({ version = FIRST_VERSION }: { readonly version?: number }): number => version;

const isSnapshot = (event: LogEvent): event is Snapshot => event.type === 'dev.waybill.stream-remembered.v1' && !isUnreadable(event);

function restore<S>(memory: StreamMemory<S>, snapshot: Snapshot): void {
  const { upTo, position, seen, commands, state, foldVersion } = snapshot.data;
  memory.savedUpTo = upTo;
  for (const [eventId, hash] of seen) memory.seen.add(eventId, hash, upTo);
  if (commands === undefined || (foldVersion ?? FIRST_VERSION) !== versionOf(memory.fold)) return;
  for (const [key, hash] of commands) memory.commands.set(key, hash);
  memory.revision = upTo;
  memory.lastEventId = seen.at(-1)?.[0] ?? '';
  memory.position = BigInt(position);
  memory.state = state as S;
}

/** Brings a memory up to the head of its stream: from the stored snapshots as far as they are of its fold, then from the events after them. */
export async function recall<S>(log: EventLog, memory: StreamMemory<S>): Promise<StreamMemory<S>> {
  const recent = await newest(log, memory.stream);
  const [first, last] = [recent[0], recent.at(-1)];
  if (last && last.revision + 1 >= SNAPSHOT_EVERY) await restoreAll(log, memory);
  if (first) await catchUp(log, memory, first.revision - memory.revision - 1);
  for (const event of recent) if (event.revision > memory.revision) memory.apply(event);
  return memory;
}

/** Each snapshot tells only what came since the one before: when one is missing or cannot be read, none is of use. */
async function restoreAll<S>(log: EventLog, memory: StreamMemory<S>): Promise<void> {
  const snapshots: Snapshot[] = [];
  let isWhole = true;
  for await (const event of log.records(seenStream(memory.stream))) {
    if (event.revision !== memory.savedIndex + 1 || isUnreadable(event)) isWhole = false;
    memory.savedIndex = event.revision;
    if (isSnapshot(event)) snapshots.push(event);
  }
  if (isWhole) for (const snapshot of snapshots) restore(memory, snapshot);
}

/** The last events of a stream, oldest first. */
async function newest(log: EventLog, stream: string): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for await (const event of log.records(stream, { direction: 'backwards', maxCount: RECENT })) events.push(event);
  return events.reverse();
}

/** Reads what was appended after the remembered revision, or the first of it. */
export async function catchUp<S>(log: EventLog, memory: StreamMemory<S>, maxCount?: number): Promise<StreamMemory<S>> {
  for await (const event of log.records(memory.stream, { fromRevision: memory.revision + 1, maxCount })) {
    if (event.revision > memory.revision) memory.apply(event);
  }
  return memory;
}

/**
 * The same for a memory of a log that may have been exchanged. False when the stream does not have the last event that is remembered of it,
 * at its place: then the memory is of no use.
 */
export async function compare<S>(log: EventLog, memory: StreamMemory<S>): Promise<boolean> {
  const { revision, lastEventId } = memory;
  let isThere = revision < 0;
  for await (const event of log.records(memory.stream, { fromRevision: Math.max(0, revision) })) {
    if (event.revision === revision && event.eventId === lastEventId) isThere = true;
    else if (!isThere) return false;
    else memory.apply(event);
  }
  return isThere;
}

function snapshotOf<S>(memory: StreamMemory<S>, now: number): NewEvent<'dev.waybill.stream-remembered.v1'> {
  const stream = seenStream(memory.stream);
  const id = String(memory.savedIndex + 1);
  const recordedtime = formatInstant(now);
  return {
    eventId: storedEventId(SOURCE, id, stream),
    type: 'dev.waybill.stream-remembered.v1',
    data: {
      upTo: memory.revision,
      position: memory.position.toString(),
      seen: memory.seen.after(memory.savedUpTo),
      commands: [...memory.commands],
      state: memory.state,
      foldVersion: versionOf(memory.fold),
    },
    metadata: { specversion: '1.0', id, source: SOURCE, subject: memory.stream, time: recordedtime, recordedtime },
  };
}

/**
 * Stores what came since the last snapshot. It may fail: the next one then covers more. One at a time, so that none covers what another one
 * was to hold. When another process stored this one first, what it covers is dropped from ours.
 */
export async function saveSnapshot<S>(log: EventLog, memory: StreamMemory<S>, now: number): Promise<void> {
  if (memory.isBeingSaved) return;
  memory.isBeingSaved = true;
  const snapshot = snapshotOf(memory, now);
  memory.triedUpTo = memory.revision;
  try {
    await log.append(seenStream(memory.stream), memory.savedIndex < 0 ? NO_STREAM : memory.savedIndex, [snapshot]);
    memory.savedIndex += 1;
    memory.savedUpTo = snapshot.data.upTo;
  } catch (error) {
    if (error instanceof WrongRevision) await adoptForeignSnapshots(log, memory);
  } finally {
    memory.isBeingSaved = false;
  }
}

async function adoptForeignSnapshots<S>(log: EventLog, memory: StreamMemory<S>): Promise<void> {
  for await (const event of log.records(seenStream(memory.stream), { fromRevision: memory.savedIndex + 1 })) {
    memory.savedIndex = event.revision;
    if (isSnapshot(event)) memory.savedUpTo = event.data.upTo;
  }
}
