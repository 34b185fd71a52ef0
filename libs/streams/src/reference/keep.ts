import { randomUUID } from 'node:crypto';
import { type EventLog, openFeed, WrongRevision } from '@waybill/event-store';
import { directoryStream, formatInstant, type NewEvent, type ReferenceCategory, storedEventId } from '@waybill/events';
import { Directory } from './directory';

/** A process that starts goes through about so many bytes of the log at most: a tenth of a second. */
export const SPACING = 32n * 1024n * 1024n;
/** Names in one listing: a store takes 1 MiB at once. */
const NAMES = 1_000;
const SOURCE = 'urn:waybill:tracking';

export interface DirectoryKeeping {
  readonly log: EventLog;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

function listing(stream: string, streams: string[], completeTo: number, now: number): NewEvent<'dev.waybill.streams-listed.v1'> {
  const [id, recordedtime] = [randomUUID(), formatInstant(now)];
  return {
    eventId: storedEventId(SOURCE, id, stream),
    type: 'dev.waybill.streams-listed.v1',
    data: { streams, completeTo },
    metadata: { specversion: '1.0', id, source: SOURCE, subject: stream, time: recordedtime, recordedtime },
  };
}

/** Streams of a category with events between the directory's place and a position that the log has reached; none when stopped before. */
async function startedUpTo(position: bigint, category: ReferenceCategory, { place }: Directory, { log, signal }: DirectoryKeeping) {
  const started = new Set<string>();
  const passed = new AbortController();
  const until = AbortSignal.any([signal, passed.signal]);
  for await (const batch of openFeed(log, { from: place, prefixes: [`${category}-`], signal: until })) {
    for (const { stream } of [...batch.events, ...batch.unreadable]) started.add(stream);
    if (batch.position.commit >= position) return started;
  }
  return undefined;
}

async function extend(category: ReferenceCategory, directory: Directory, keeping: DirectoryKeeping): Promise<void> {
  const { log, now } = keeping;
  const stream = directoryStream(category);
  let { revision } = directory;
  const append = async (names: string[], completeTo: number): Promise<bigint> => {
    const appended = await log.append(stream, revision, [listing(stream, names, completeTo, now())]);
    revision = appended.revision;
    return appended.position;
  };
  // It marks the place up to which the streams are then looked for. Something else may stand at the end: what is said stays true behind it.
  const position = await append([], directory.completeTo).catch((error: unknown) => {
    if (!(error instanceof WrongRevision)) throw error;
    revision = error.actual;
    return append([], directory.completeTo);
  });
  const mark = revision;
  const started = await startedUpTo(position, category, directory, keeping);
  if (!started) return;
  const names = [...started].filter((name) => !directory.streams.has(name));
  for (let n = 0; n === 0 || n < names.length; n += NAMES)
    await append(names.slice(n, n + NAMES), n + NAMES < names.length ? directory.completeTo : mark);
}

/**
 * Lists the streams that a directory lacks once its place lies far behind the log's end at `head`; the first time, in a log of a release
 * that kept none, after going through all of it. When several processes do so at once, one of them succeeds, and nothing wrong is written.
 */
export async function keepDirectory(category: ReferenceCategory, head: bigint, keeping: DirectoryKeeping): Promise<void> {
  const directory = await Directory.read(keeping.log, category);
  if (directory.place !== 'start' && head - directory.place.commit < SPACING) return;
  try {
    await extend(category, directory, keeping);
  } catch (error) {
    if (!(error instanceof WrongRevision)) throw error;
  }
}
