import type { CarrierReport, Normalization } from '@waybill/carriers';
import type { Fold } from '@waybill/domain';
import {
  type DataOf,
  deliveriesStream,
  type EventId,
  type EventType,
  formatInstant,
  type Instant,
  type JsonOf,
  type NewEvent,
  rawStream,
  type StoredEvent,
  storedEventId,
  unmappedStream,
} from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { Problem } from '../http/problem';
import { factSource, type KnownSource } from '../sources/source-book';
import { dayOf, MAX_RECORD_BYTES, type Push, pushId, recordOf } from './push-record';
import type { RawReference } from './sender-fact';

/** What a stream of pushes is remembered by: the ids of its events, nothing else. */
const nothing: Fold<null> = { initial: () => null, evolve: () => null };

interface UnmappedCodes {
  readonly known: Readonly<Record<string, true>>;
}
const codeKey = ({ rawCode, mappingVersion }: { readonly rawCode: string; readonly mappingVersion: number }): string =>
  `${mappingVersion} ${rawCode}`;
const unmappedFold: Fold<UnmappedCodes> = {
  initial: () => ({ known: {} }),
  evolve: (state, event: StoredEvent) =>
    event.type === 'dev.waybill.code-unmapped.v1' ? { known: { ...state.known, [codeKey(event.data)]: true } } : state,
};
/** Codes of one format that are told; a sender that makes up codes would fill the log otherwise. */
const MAX_UNMAPPED = 1_000;

export interface StoredPush extends RawReference {
  readonly repeated: boolean;
  /** In the raw stream of its day; unknown of one that is repeated. */
  readonly revision?: number;
  readonly bytes: number;
}

/** Where pushes are kept as they came, and what became of them. */
export class PushLog {
  constructor(private readonly writer: StreamWriter) {}

  /** Keeps a push before anything else is done with it. The very same one is kept once a day. @throws Problem 413 */
  async keep(source: KnownSource, push: Push, now: Instant): Promise<StoredPush> {
    const day = dayOf(now);
    const stream = rawStream(source.sourceId, day);
    const data = recordOf(source.format, push);
    const bytes = data.body.length + data.url.length;
    if (bytes > MAX_RECORD_BYTES)
      throw new Problem('payload-too-large', 'Send less at once: the push is larger than is kept, also compressed.');
    const eventId = pushId(factSource(source), stream, data) as EventId;
    const event = this.event('dev.waybill.push-received.v1', eventId, stream, data, now);
    const { result: revision } = await this.writer.write<null, number | undefined>(nothing, stream, (view) =>
      view.seen.has(eventId) ? { events: [], result: undefined } : { events: [event], bytes, result: view.revision + 1 },
    );
    return { day, push: eventId, repeated: revision === undefined, revision, bytes: data.bytes };
  }

  /** Tells what became of a push. */
  async note(source: KnownSource, data: DataOf<'dev.waybill.push-taken-in.v1'>, now: Instant): Promise<void> {
    const stream = deliveriesStream(source.sourceId);
    await this.writer.write<null, void>(nothing, stream, ({ revision }) => {
      const eventId = storedEventId(factSource(source), `${data.push} ${revision + 1}`, stream);
      return { events: [this.event('dev.waybill.push-taken-in.v1', eventId, stream, data, now)], result: undefined };
    });
  }

  /** Tells of codes that no status map has, each once under a version of the map. @returns how many reports have one */
  async noteUnmapped(source: KnownSource, { reports }: Normalization, raw: RawReference, now: Instant): Promise<number> {
    const unmapped = reports.filter(({ statement }) => statement.kind === 'milestone' && statement.milestone === 'UNKNOWN');
    const stream = unmappedStream(source.format);
    for (const report of unmapped.slice(0, MAX_UNMAPPED)) await this.noteCode(source, stream, report, raw, now);
    return unmapped.length;
  }

  private async noteCode(source: KnownSource, stream: string, report: CarrierReport, raw: RawReference, now: Instant): Promise<void> {
    const { rawCode = '', mappingVersion, note, pointer, format } = report;
    const { sourceId } = source;
    const data = { format, rawCode, mappingVersion, sourceId, note, push: raw.push, day: raw.day, pointer: pointer.slice(0, 500) };
    await this.writer.write<UnmappedCodes, void>(unmappedFold, stream, ({ state: { known } }) => {
      if (known[codeKey(data)] || Object.keys(known).length >= MAX_UNMAPPED) return { events: [], result: undefined };
      const eventId = storedEventId('urn:waybill:unmapped', codeKey(data), stream);
      return { events: [this.event('dev.waybill.code-unmapped.v1', eventId, stream, data, now)], result: undefined };
    });
  }

  private event<T extends EventType>(type: T, eventId: EventId, stream: string, data: JsonOf<T>, now: Instant): NewEvent<T> {
    const recordedtime = formatInstant(now);
    const metadata = {
      specversion: '1.0' as const,
      id: eventId,
      source: 'urn:waybill:carriers',
      subject: stream,
      time: recordedtime,
      recordedtime,
    };
    return { eventId, type, data, metadata };
  }
}
