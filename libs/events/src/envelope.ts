import type { DataOf, EventType, JsonOf, ReportType } from './catalogue';
import { isReportType } from './catalogue';
import type { EventId, Instant } from './ids';
import { isAmong, isRecord } from './narrowing';
import { parseInstant } from './time';

/**
 * The CloudEvents attributes of a stored event, beside its type. `time` is event time exactly as it was sent, `recordedtime`
 * is when we took it in (UTC). Extensions of the sender are kept under their own names.
 */
export interface EventMetadata {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly recordedtime: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly traceparent?: string;
  /** Of reports: see `contentHash`. */
  readonly contenthash?: string;
  /** Of events that a command caused: its key (hashed with the caller), and the hash of its body. */
  readonly commandkey?: string;
  readonly commandhash?: string;
  readonly [extension: string]: unknown;
}

/** An event on its way into a stream, as it will be written. */
export interface NewEvent<T extends EventType = EventType> {
  readonly eventId: EventId;
  readonly type: T;
  readonly data: JsonOf<T>;
  readonly metadata: EventMetadata;
}

/**
 * Where an event stands. `position` is the commit position in the whole log, `revision` the place in its stream. `appendedAt` is the store's
 * own clock: it finds a position by time, and no rule may look at it.
 */
export interface LogAddress {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly preparePosition: bigint;
  readonly appendedAt?: Instant;
}

/** An event of the log, read: behind this nothing is parsed again. */
export type StoredEvent<T extends EventType = EventType> = T extends EventType
  ? LogAddress & {
      readonly eventId: EventId;
      readonly type: T;
      readonly data: DataOf<T>;
      /** Event time: the receiver's own time of a GPS fix counts before the time on the envelope. */
      readonly time: Instant;
      /** When it was taken in. */
      readonly recordedTime: Instant;
      /** Attributes and data as they are written, in the type's current form: for copies, and for answers that show the event itself. */
      readonly metadata: EventMetadata;
      readonly json: JsonOf<T>;
    }
  : never;

/** Whether an event is of one of some types. */
export const isOneOf = <T extends EventType>(event: StoredEvent, types: readonly T[]): event is StoredEvent<T> =>
  isAmong(types, event.type);

/** The event as it can be written again. */
export const writtenForm = ({ eventId, type, json, metadata }: StoredEvent): NewEvent => ({ eventId, type, data: json, metadata });

/** An event by which a name begins or ceases to stand for a shipment. */
export type NamingEvent = StoredEvent<'dev.waybill.identifier-assigned.v1' | 'dev.waybill.identifier-released.v1'>;
export const isNaming = (event: StoredEvent): event is NamingEvent =>
  event.type === 'dev.waybill.identifier-assigned.v1' || event.type === 'dev.waybill.identifier-released.v1';

/** A report from outside, as the rules see it: times parsed, position in any stream left out. */
export interface Fact<T extends ReportType = ReportType> {
  readonly eventId: string;
  readonly type: T;
  readonly source: string;
  readonly id: string;
  /** Canonical subject, `<scheme>:<value>`. */
  readonly subject: string;
  readonly time: Instant;
  readonly recordedTime: Instant;
  readonly data: DataOf<T>;
}
/** Fact as a discriminated union over the report types. */
export type AnyFact = { [T in ReportType]: Fact<T> }[ReportType];

/** Event time of a report that comes in. */
export function eventTime(type: ReportType, data: unknown, time: string): Instant | undefined {
  const fixTime = type === 'dev.waybill.position-reported.v1' && isRecord(data) ? data.fixTime : undefined;
  return parseInstant(typeof fixTime === 'string' ? fixTime : time);
}

/** The fact that a stored report states, or undefined for events that are not reports. */
export function factOf(event: StoredEvent): AnyFact | undefined {
  if (!isReportType(event.type)) return undefined;
  const { eventId, type, time, recordedTime, data, metadata } = event;
  const { source, id, subject } = metadata;
  return { eventId, type, source, id, subject, time, recordedTime, data } as AnyFact;
}
