import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../write/expected-revision';
import type { ProposedEvent } from '../write/write-request';
import { EMPTY_UUID, readUuid, uuidFromBytes } from './uuid';
import { MalformedMessage, WireReader } from './wire-reader';

/** Options of a batch write; the first frame of a write carries them. */
export interface BatchOptions {
  /** '' when the client sent none, which is refused. */
  readonly stream: string;
  /** Undefined when the client sent none, which is refused. */
  readonly expected: ExpectedRevision | undefined;
  /** Milliseconds that the client gives the write from now on; Infinity when it names no deadline. */
  readonly timeoutMs: number;
}

/** One BatchAppendReq. */
export interface BatchFrame {
  /** Correlation id as it came; it goes back byte for byte. */
  readonly correlation: Buffer;
  readonly correlationId: string;
  readonly options: BatchOptions | undefined;
  readonly events: readonly ProposedEvent[];
  /** What is wrong with one of the events, in words. */
  readonly problem: string | undefined;
  readonly isFinal: boolean;
}

const EMPTY = Buffer.alloc(0);

/** BatchAppendReq, decoded by hand: every event that Waybill writes comes through here. Throws {@link MalformedMessage}. */
export function decodeBatchFrame(bytes: Buffer): BatchFrame {
  const message = new WireReader(bytes);
  const events: ProposedEvent[] = [];
  let correlation = EMPTY as Buffer;
  let options: BatchOptions | undefined;
  let isFinal = false;
  let problem: string | undefined;
  while (!message.done) {
    const tag = message.varint();
    if (tag === 0x0a) correlation = message.content();
    else if (tag === 0x12) options = readOptions(message.message());
    else if (tag === 0x1a) {
      const event = readProposedEvent(message.message());
      problem ??= problemOf(event);
      events.push(event);
    } else if (tag === 0x20) isFinal = message.varint() !== 0;
    else message.skip(tag);
  }
  const correlationId = uuidFromBytes(correlation);
  if (correlationId === '') throw new MalformedMessage('A batch append needs a correlation id.');
  return { correlation, correlationId, options, events, problem, isFinal };
}

function readOptions(message: WireReader): BatchOptions {
  let stream = '';
  let expected: ExpectedRevision | undefined;
  let timeoutMs = Number.POSITIVE_INFINITY;
  while (!message.done) {
    const tag = message.varint();
    if (tag === 0x0a) stream = readStreamName(message.message());
    else if (tag === 0x10) expected = message.varint();
    else if (tag === 0x32) timeoutMs = readSeconds(message.message()) - Date.now();
    else if (tag === 0x3a) timeoutMs = readSeconds(message.message());
    else {
      expected = EXPECTATIONS[tag] ?? expected;
      message.skip(tag);
    }
  }
  return { stream, expected, timeoutMs };
}

const EXPECTATIONS: Readonly<Record<number, ExpectedRevision>> = { 26: NO_STREAM, 34: ANY, 42: STREAM_EXISTS };

function readStreamName(message: WireReader): string {
  let name = '';
  while (!message.done) {
    const tag = message.varint();
    if (tag === 0x1a) name = message.utf8();
    else message.skip(tag);
  }
  return name;
}

/** Milliseconds in a Timestamp or Duration; both are {seconds, nanos}. */
function readSeconds(message: WireReader): number {
  let milliseconds = 0;
  while (!message.done) {
    const tag = message.varint();
    if (tag === 0x08) milliseconds += Number(BigInt.asIntN(64, message.varint64())) * 1000;
    else if (tag === 0x10) milliseconds += message.varint() / 1e6;
    else message.skip(tag);
  }
  return milliseconds;
}

type IncomingEvent = ProposedEvent & { readonly contentType: string | undefined };

function readProposedEvent(message: WireReader): IncomingEvent {
  let id = '';
  let type = '';
  let contentType: string | undefined;
  let metadata = EMPTY as Buffer;
  let data = EMPTY as Buffer;
  while (!message.done) {
    const tag = message.varint();
    if (tag === 0x0a) id = readUuid(message.message());
    else if (tag === 0x12) {
      const [key, value] = readEntry(message.message());
      if (key === 'type') type = value;
      else if (key === 'content-type') contentType = value;
    } else if (tag === 0x1a) metadata = message.content();
    else if (tag === 0x22) data = message.content();
    else message.skip(tag);
  }
  return { id, type, isJson: contentType === 'application/json', contentType, metadata, data };
}

function readEntry(entry: WireReader): readonly [string, string] {
  let key = '';
  let value = '';
  while (!entry.done) {
    const tag = entry.varint();
    if (tag === 0x0a) key = entry.utf8();
    else if (tag === 0x12) value = entry.utf8();
    else entry.skip(tag);
  }
  return [key, value];
}

export const NO_TYPE = "Required Metadata Property 'type' is missing";

function problemOf(event: IncomingEvent): string | undefined {
  if (event.id === '' || event.id === EMPTY_UUID) return 'An event needs an id.';
  if (event.type === '') return NO_TYPE;
  return event.contentType === undefined ? "Required Metadata Property 'content-type' is missing" : undefined;
}
