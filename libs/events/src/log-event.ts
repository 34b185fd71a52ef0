import { z } from 'zod';
import { CATALOGUE, type EventType } from './catalogue';
import type { LogAddress, NewEvent, StoredEvent } from './envelope';
import type { EventId, Instant } from './ids';
import { formatInstant, instantAt, parseInstant } from './time';
import { inCurrentForm, type UpcasterTable } from './upcasters';

/** An event as the log has it, before it is understood. `data` and `metadata` are undefined when they are no JSON. */
export interface RecordedEvent extends LogAddress {
  readonly eventId: EventId;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** An event of a type that this release does not know: the store's own, another tool's, or a newer release's. It is passed over and counted. */
export interface UnknownEvent extends RecordedEvent {
  readonly notUnderstood: 'unknown';
}

/** An event of a type that this release knows, with other content than that type has: what follows from its stream cannot be said. */
export interface UnreadableEvent extends RecordedEvent {
  readonly notUnderstood: 'unreadable';
  readonly why: string;
}

/** Whatever stands in a stream. */
export type LogEvent = StoredEvent | UnknownEvent | UnreadableEvent;

export const isUnknown = (event: LogEvent): event is UnknownEvent => 'notUnderstood' in event && event.notUnderstood === 'unknown';
export const isUnreadable = (event: LogEvent): event is UnreadableEvent => 'notUnderstood' in event && event.notUnderstood === 'unreadable';

type Issue = z.core.$ZodIssue;

/**
 * A newer release adds members, and an older one knew other bounds: neither makes an event mean something else. Only what lacks the members
 * and kinds of values that the rules build upon cannot be read.
 */
function isHarmless(issue: Issue): boolean {
  if (issue.code === 'unrecognized_keys' || issue.code === 'too_big' || issue.code === 'too_small') return true;
  return issue.code === 'invalid_union' && issue.errors.some((issues) => issues.every(isHarmless));
}

/** Content is not what its type has. */
class Unreadable extends Error {}

/** What a schema makes of a value, also where it finds something harmless, which `parse` would not tell. @throws Unreadable */
function read<S extends z.ZodType>(what: string, schema: S, value: unknown): z.output<S> {
  const payload = schema._zod.run({ value, issues: [] }, { async: false }) as z.core.ParsePayload<z.output<S>>;
  if (payload.issues.length > 0) {
    const issues = payload.issues.map((raw) => z.core.util.finalizeIssue(raw, undefined, z.config()));
    const issue = issues.find((one) => !isHarmless(one));
    if (issue) throw new Unreadable(`${[what, ...issue.path].join('.')}: ${issue.message}`);
  }
  return payload.value;
}

const TEXTS = ['id', 'source', 'subject'] as const;
const TEXTS_OF_SOME = ['contenthash', 'commandkey', 'commandhash'] as const;

/** @throws Unreadable */
function instantIn(metadata: Readonly<Record<string, unknown>>, name: 'time' | 'recordedtime'): Instant {
  const text = metadata[name];
  const instant = typeof text === 'string' ? parseInstant(text) : undefined;
  if (instant === undefined) throw new Unreadable(`metadata.${name}: must be an RFC 3339 date-time with an offset`);
  return instant;
}

/** The times in an event's metadata. By hand: every event that is read or written passes here. @throws Unreadable when it is no metadata of ours */
function timesIn(metadata: unknown): Pick<StoredEvent, 'time' | 'recordedTime'> {
  if (typeof metadata !== 'object' || metadata === null) throw new Unreadable('metadata: must be an object');
  const texts = metadata as Readonly<Record<string, unknown>>;
  for (const name of TEXTS) if (typeof texts[name] !== 'string') throw new Unreadable(`metadata.${name}: must be a text`);
  for (const name of TEXTS_OF_SOME)
    if (texts[name] !== undefined && typeof texts[name] !== 'string') throw new Unreadable(`metadata.${name}: must be a text`);
  return { time: instantIn(texts, 'time'), recordedTime: instantIn(texts, 'recordedtime') };
}

/** @throws Unreadable */
function stored(type: EventType, json: unknown, recorded: RecordedEvent): StoredEvent {
  const { time, recordedTime } = timesIn(recorded.metadata);
  const data = read<z.ZodType<StoredEvent['data']>>('data', CATALOGUE[type].schema, json);
  const fixTime = 'fixTime' in data ? data.fixTime : undefined;
  const { eventId, metadata, stream, revision, position, preparePosition, appendedAt } = recorded;
  return {
    eventId,
    type,
    data,
    time: fixTime ?? time,
    recordedTime,
    metadata,
    json,
    stream,
    revision,
    position,
    preparePosition,
    appendedAt,
  } as StoredEvent;
}

const unreadable = (recorded: RecordedEvent, why: string): UnreadableEvent => ({ ...recorded, notUnderstood: 'unreadable', why });

/** As the store names a stream's end that is for good; our word for it is only ever read from that. */
const STREAM_DELETED = '$streamDeleted';
const ERASED: EventType = 'dev.waybill.stream-erased.v1';

function erasure(recorded: RecordedEvent): StoredEvent {
  const at = recorded.appendedAt ?? instantAt(0);
  const [time, source] = [formatInstant(at), 'urn:waybill:store'];
  const metadata = { specversion: '1.0' as const, id: recorded.eventId, source, subject: recorded.stream, time, recordedtime: time };
  return { ...recorded, type: ERASED, data: {}, json: {}, time: at, recordedTime: at, metadata } as StoredEvent;
}

/** Reads an event of the log: earlier versions in their current form, and what is not understood as such. */
export function understand(recorded: RecordedEvent, upcasters?: UpcasterTable): LogEvent {
  if (recorded.type === STREAM_DELETED) return erasure(recorded);
  if (recorded.type === ERASED) return { ...recorded, notUnderstood: 'unknown' };
  try {
    const current = inCurrentForm(recorded.type, recorded.data, upcasters);
    if (!current) return { ...recorded, notUnderstood: 'unknown' };
    return stored(current.type, current.data, recorded);
  } catch (error) {
    // An upcaster knows all that was ever stored under its type, not what others put there.
    return unreadable(recorded, error instanceof Unreadable ? error.message : String(error));
  }
}

/**
 * An event as it will be read at its place in the log.
 * @throws when it could not be read there
 */
export function asRead(event: NewEvent, place: LogAddress): StoredEvent {
  return stored(event.type, event.data, { ...event, ...place });
}
