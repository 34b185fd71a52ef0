import { type EventLog, type FeedBatch, type FeedOptions, openFeed, StreamDeleted, StreamUnreadable } from '@waybill/event-store';
import type { ReferenceCategory, StoredEvent } from '@waybill/events';
import { forEachConcurrently } from '@waybill/platform';
import { Directory } from './directory';

/** Where something stands that cannot be read. */
type StreamRevision = Pick<StoredEvent, 'stream' | 'revision'>;
interface Reading {
  readonly events: StoredEvent[];
  readonly unreadable: StreamRevision[];
}

/** A stream that was deleted for good says nothing. */
async function readStream(log: EventLog, stream: string, { events, unreadable }: Reading): Promise<void> {
  try {
    for await (const event of log.read(stream)) events.push(event);
  } catch (error) {
    if (error instanceof StreamUnreadable) unreadable.push(error);
    else if (!(error instanceof StreamDeleted)) throw error;
  }
}

/** Reference data as it is told. Of a stream in which something cannot be read, what stands before that. */
export interface ReferenceBatch extends Pick<FeedBatch, 'events' | 'caughtUp' | 'position'> {
  readonly unreadable: readonly StreamRevision[];
}

/** Reading a stream of its own takes about as long as going through so much of the log. */
const BYTES_PER_STREAM = 128 * 1024;

/** So short is the log up to the place, for so many streams, that going through it is quicker than reading them one by one. */
const isShort = ({ streams, place }: Directory): boolean => place === 'start' || place.commit < BigInt(streams.size * BYTES_PER_STREAM);

/**
 * Every event of a category's streams, each once and each stream in order: first those of the streams that the directory names, then what
 * comes behind the place up to which it is complete, and what is appended from now on. Throws when the store cannot be read at first.
 */
export async function* followReference(
  log: EventLog,
  category: ReferenceCategory,
  options: Pick<FeedOptions, 'signal' | 'onTrouble'>,
): AsyncGenerator<ReferenceBatch> {
  const directory = await Directory.read(log, category);
  const goThrough = isShort(directory);
  const revisions = new Map<string, number>();
  const isNews = ({ stream, revision }: StoredEvent): boolean => revision > (revisions.get(stream) ?? -1);
  let read: Reading = { events: [], unreadable: [] };
  if (!goThrough) await forEachConcurrently([...directory.streams], (stream) => readStream(log, stream, read));
  for (const { stream, revision } of read.events) revisions.set(stream, revision);
  for await (const batch of openFeed(log, { ...options, from: goThrough ? 'start' : directory.place, prefixes: [`${category}-`] })) {
    const { events, unreadable } = batch;
    yield { ...batch, events: [...read.events, ...events.filter(isNews)], unreadable: [...read.unreadable, ...unreadable] };
    read = { events: [], unreadable: [] };
  }
}
