import {
  CATALOGUE,
  eventTime,
  faultsOfIssues,
  type Instant,
  isJson,
  isReportType,
  issueWords,
  isUtf8,
  type JsonFault,
  MAX_TEXT,
  parseMediaType,
  parseSubject,
  pointerStep,
  type Report,
  type ReportType,
  readJson,
  type Subject,
} from '@waybill/events';
import type { Envelope } from './envelope';

type Data = { readonly value: unknown } | { readonly fault: JsonFault };

function readBytes(bytes: Uint8Array, pointer: string): Data {
  const reading = readJson(bytes);
  return 'fault' in reading ? { fault: { pointer: `${pointer}${reading.fault.pointer ?? ''}`, detail: reading.fault.detail } } : reading;
}

/** The payload as JSON. Without a `datacontenttype` it is JSON too (JSON format 3.1). */
function readData({ attributes, data, bytes }: Envelope): Data {
  const { datacontenttype } = attributes;
  const mediaType = typeof datacontenttype === 'string' ? parseMediaType(datacontenttype) : undefined;
  if (mediaType && !(isJson(mediaType) && isUtf8(mediaType))) {
    return { fault: { pointer: '/datacontenttype', detail: 'must be JSON in UTF-8, such as application/json' } };
  }
  if (bytes !== undefined) return readBytes(bytes, '/data');
  return data === undefined ? { fault: { pointer: '/data', detail: 'is required' } } : { value: data };
}

function dataFaults(type: ReportType, data: Data): readonly JsonFault[] {
  if ('fault' in data) return [data.fault];
  const result = CATALOGUE[type].schema.safeParse(data.value, { error: issueWords });
  return result.success ? [] : faultsOfIssues(result.error.issues, '/data');
}

function readSubject(subject: unknown): Subject | JsonFault {
  if (typeof subject !== 'string') return { pointer: '/subject', detail: 'is required: what the report is about, such as vehicle:TRUCK-7' };
  const parsed = parseSubject(subject);
  return 'fault' in parsed ? { pointer: '/subject', detail: parsed.fault } : parsed;
}

/** Characters of those attributes that hold a URI. */
const MAX_URI = 2_000;
const LONGER: ReadonlySet<string> = new Set(['source', 'dataschema']);

/** The specification sets no limit to texts; what finds an event again does. */
function lengthFaults({ id, source, attributes }: Envelope): JsonFault[] {
  const faults: JsonFault[] = [];
  const look = (name: string, value: unknown): void => {
    const most = LONGER.has(name) ? MAX_URI : MAX_TEXT;
    if (name.length > MAX_TEXT || (typeof value === 'string' && value.length > most))
      faults.push({ pointer: pointerStep(name.slice(0, MAX_TEXT)), detail: `must have at most ${most} characters` });
  };
  for (const name of Object.keys(attributes)) if (name !== 'id' && name !== 'source') look(name, attributes[name]);
  look('id', id);
  look('source', source);
  return faults;
}

/**
 * Stages two and three: the type is one that is taken in, and the event says what Waybill needs to know. The data is kept as it was sent;
 * the schema only looks at it.
 */
export function readReport(envelope: Envelope, traceparent: string | undefined): Report | 'unknown-type' | readonly JsonFault[] {
  const { type, attributes } = envelope;
  if (!isReportType(type)) return 'unknown-type';
  const data = readData(envelope);
  const subject = readSubject(attributes.subject);
  const faults = [...lengthFaults(envelope), ...dataFaults(type, data)];
  if ('detail' in subject) faults.push(subject);
  if (attributes.time === undefined) faults.push({ pointer: '/time', detail: 'is required: when it happened' });
  if (faults.length > 0 || 'fault' in data || 'detail' in subject) return faults;
  const time = eventTime(type, data.value, attributes.time as string) as Instant;
  return { source: envelope.source, id: envelope.id, type, subject, time, attributes, data: data.value, traceparent };
}
