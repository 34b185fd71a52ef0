import type { FactAnywhere } from '@waybill/domain';
import type { UnusableStream } from '@waybill/event-store';
import {
  canonicalJson,
  contentHash,
  formatInstant,
  formatSubject,
  type JsonOf,
  parseInstant,
  type Report,
  type ReportType,
} from '@waybill/events';

/** What became of a report. `parked`: kept until a shipment holds the name at that time. `conflict`: (source, id) was used for other content. */
export interface KeptOutcome {
  readonly outcome: 'appended' | 'duplicate' | 'parked' | 'conflict';
  /** At most 200, sorted. */
  readonly shipmentIds: readonly string[];
  readonly shipmentIdsTruncated?: true;
}
/** The stream that the report leads to takes nothing: it was not kept anywhere. */
export interface RefusedOutcome {
  readonly outcome: 'refused';
  readonly shipmentIds: readonly [];
  readonly why: UnusableStream;
}
export type ReportOutcome = KeptOutcome | RefusedOutcome;

/** A report with what identifies its content, worked out once for all the streams it goes to. */
export interface HashedReport extends Report {
  readonly hash: string;
  readonly bytes: number;
  /** The report as an event, whatever the stream. */
  readonly fact: FactAnywhere<ReportType>;
}

/** Attributes that are ours; a sender's values under these names are not taken over. */
const OWN_ATTRIBUTES = new Set([
  'specversion',
  'recordedtime',
  'contenthash',
  'commandkey',
  'commandhash',
  'eventid',
  'time',
  'subject',
  'data',
  'data_base64',
]);

export function hashed(report: Report, now: number): HashedReport {
  const canonical = canonicalJson(report.data);
  const subject = formatSubject(report.subject);
  const time = parseInstant(String(report.attributes.time)) ?? report.time;
  const hash = contentHash({ type: report.type, subject, time, canonical });
  return { ...report, hash, bytes: Buffer.byteLength(canonical), fact: factOf(report, subject, hash, formatInstant(now)) };
}

function factOf(report: Report, subject: string, contenthash: string, recordedtime: string): FactAnywhere<ReportType> {
  const { source, id, type, data, attributes, traceparent } = report;
  const extensions: Record<string, unknown> = {};
  for (const name of Object.keys(attributes)) {
    if (!OWN_ATTRIBUTES.has(name) && attributes[name] != null) extensions[name] = attributes[name];
  }
  const time = typeof attributes.time === 'string' ? attributes.time : formatInstant(report.time);
  const own = { specversion: '1.0' as const, id, source, subject, time, recordedtime, contenthash };
  return { type, data: data as JsonOf<ReportType>, metadata: { ...(traceparent && { traceparent }), ...extensions, ...own } };
}
