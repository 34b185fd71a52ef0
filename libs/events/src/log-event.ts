import { z } from 'zod';
import { CATALOGUE, type EventType } from './catalogue';
import type { StoredEvent } from './envelope';
import type { EventId, Instant } from './ids';
import { formatInstant, parseInstant } from './time';
import { inCurrentForm, type UpcasterTable } from './upcasters';

/** An event as the log has it, before it is understood. `data` and `metadata` are undefined when they are no JSON. */
export interface RecordedEvent {
  readonly eventId: EventId;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly preparePosition: bigint;
  readonly appendedAt?: Instant;
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

const instant = z.string().refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 date-time with an offset');
const metadataShape = z.looseObject({
  id: z.string(),
  source: z.string(),
  subject: z.string(),
  time: instant,
  recordedtime: instant,
  contenthash: z.string().optional(),
  commandkey: z.string().optional(),
  commandhash: z.string().optional(),
});

type Issue = z.core.$ZodIssue;

/**
 * A newer release adds members, and an older one knew other bounds: neither makes an event mean something else. Only what lacks the members
 * and kinds of values that the rules build upon cannot be read.
 */
function isHarmless(issue: Issue): boolean {
  if (issue.code === 'unrecognized_keys' || issue.code === 'too_big' || issue.code === 'too_small') return true;
  return issue.code === 'invalid_union' && issue.errors.some((issues) => issues.every(isHarmless));
}

function faultIn(what: string, schema: z.ZodType, value: unknown): string | undefined {
  const { error } = schema.safeParse(value);
  const issue = error?.issues.find((one) => !isHarmless(one));
  return issue && `${[what, ...issue.path].join('.')}: ${issue.message}`;
}

const faultOf = (type: EventType, data: unknown, metadata: unknown): string | undefined =>
  faultIn('metadata', metadataShape, metadata) ?? faultIn('data', CATALOGUE[type].schema, data);

const unreadable = (recorded: RecordedEvent, why: string): UnreadableEvent => ({ ...recorded, notUnderstood: 'unreadable', why });

/** As the store names a stream's end that is for good; our word for it is only ever read from that. */
const STREAM_DELETED = '$streamDeleted';
const ERASED: EventType = 'dev.waybill.stream-erased.v1';

function erasure(recorded: RecordedEvent): StoredEvent {
  const time = formatInstant(recorded.appendedAt ?? 0);
  const source = 'urn:waybill:store';
  const metadata = { specversion: '1.0' as const, id: recorded.eventId, source, subject: recorded.stream, time, recordedtime: time };
  return { ...recorded, type: ERASED, data: {}, metadata } as StoredEvent;
}

/** Reads an event of the log: earlier versions in their current form, and what is not understood as such. */
export function understand(recorded: RecordedEvent, upcasters?: UpcasterTable): LogEvent {
  if (recorded.type === STREAM_DELETED) return erasure(recorded);
  if (recorded.type === ERASED) return { ...recorded, notUnderstood: 'unknown' };
  try {
    const current = inCurrentForm(recorded.type, recorded.data, upcasters);
    if (!current) return { ...recorded, notUnderstood: 'unknown' };
    const why = faultOf(current.type, current.data, recorded.metadata);
    if (why !== undefined) return unreadable(recorded, why);
    return (current.type === recorded.type ? recorded : { ...recorded, ...current }) as StoredEvent;
  } catch (error) {
    // An upcaster knows all that was ever stored under its type, not what others put there.
    return unreadable(recorded, String(error));
  }
}
