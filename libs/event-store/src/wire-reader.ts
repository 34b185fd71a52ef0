import type { LogPosition } from './log-position';

/** Kinds of values on the wire of protobuf. */
const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const FIXED_32 = 5;

const SEVEN_BITS = 128;
/** More bytes than these can exceed what a number holds. */
const EXACT_BYTES = 7;

/** The content of the field with this number; undefined when it is not there. */
export function contentOf(bytes: Buffer, wanted: number): Buffer | undefined {
  const reader = new WireReader(bytes);
  let content: Buffer | undefined;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === wanted) content = reader.content();
    else reader.skip();
  }
  return content;
}

/** `event_store.client.AllStreamPosition`, and whatever else says a place by fields 1 and 2. */
export function readPosition(bytes: Buffer): LogPosition {
  const reader = new WireReader(bytes);
  let [commit, prepare] = [0n, 0n];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) commit = reader.uint64();
    else if (field === 2) prepare = reader.uint64();
    else reader.skip();
  }
  return { commit, prepare };
}

/** Reads protobuf fields one after the other. */
export class WireReader {
  private at = 0;
  private kind = VARINT;

  constructor(private readonly bytes: Buffer) {}

  /** Number of the next field; 0 at the end. */
  field(): number {
    if (this.at >= this.bytes.length) return 0;
    const tag = this.number();
    this.kind = tag & 7;
    return tag >>> 3;
  }

  /** A varint that is known to be a safe integer. */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= SEVEN_BITS) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < SEVEN_BITS) return value;
    }
  }

  /** A varint of 64 bits. */
  uint64(): bigint {
    const from = this.at;
    while (this.byte() >= SEVEN_BITS);
    const last = this.at;
    this.at = from;
    if (last - from <= EXACT_BYTES) return BigInt(this.number());
    let value = 0n;
    for (let shift = 0n; this.at < last; shift += 7n) value |= BigInt(this.byte() & 127) << shift;
    return BigInt.asUintN(64, value);
  }

  /** The content of a field of bytes: a part of the message, not a copy. */
  content(): Buffer {
    const from = this.passContent();
    return this.bytes.subarray(from, this.at);
  }

  /** Passes over a field that is not wanted. */
  skip(): void {
    if (this.kind === VARINT) this.uint64();
    else if (this.kind === DELIMITED) this.passContent();
    else if (this.kind === FIXED_64) this.at += 8;
    else if (this.kind === FIXED_32) this.at += 4;
    else throw new RangeError(`no field of protobuf is of kind ${this.kind}`);
  }

  /** Where the content begins; afterwards the reader stands behind it. */
  private passContent(): number {
    const length = this.number();
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError('a message ends before its content does');
    return from;
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError('a message ends within a number');
    return byte;
  }
}
