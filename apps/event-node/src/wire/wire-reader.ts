/** Thrown on bytes that are not the message they claim to be; the caller answers the call with an error. */
export class MalformedMessage extends Error {}

/** Walks the fields of one protobuf message. Slices share memory with the message. */
export class WireReader {
  constructor(
    private readonly bytes: Buffer,
    private offset = 0,
    private readonly end = bytes.length,
  ) {}

  get done(): boolean {
    return this.offset >= this.end;
  }

  /** Where the next field or value starts, in the underlying buffer. */
  get position(): number {
    return this.offset;
  }

  /** Value of a varint as a number; beyond 2^53 it is rounded, which every caller treats as "larger than anything stored". */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let length = 0; length < 10; length++) {
      if (this.offset >= this.end) throw new MalformedMessage('The message ends inside a number.');
      const byte = this.bytes[this.offset++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new MalformedMessage('A number in the message is longer than 64 bits.');
  }

  /** Exact 64-bit value of a varint; slower, for the rare field that needs all bits. */
  varint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.offset >= this.end) throw new MalformedMessage('The message ends inside a number.');
      const byte = this.bytes[this.offset++] as number;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new MalformedMessage('A number in the message is longer than 64 bits.');
  }

  /** Content of a length-delimited field. */
  content(): Buffer {
    const start = this.enter();
    return this.bytes.subarray(start, this.offset);
  }

  /** Reader over the content of a length-delimited field, without a slice. */
  message(): WireReader {
    const start = this.enter();
    return new WireReader(this.bytes, start, this.offset);
  }

  utf8(): string {
    const start = this.enter();
    return this.bytes.toString('utf8', start, this.offset);
  }

  latin1(): string {
    const start = this.enter();
    return this.bytes.toString('latin1', start, this.offset);
  }

  /** Skips the value of an unknown field. */
  skip(tag: number): void {
    const wireType = tag & 7;
    if (wireType === 0) this.varint();
    else if (wireType === 2) this.enter();
    else if (wireType === 1) this.advance(8);
    else if (wireType === 5) this.advance(4);
    else throw new MalformedMessage(`Unknown wire type ${wireType}.`);
  }

  private enter(): number {
    const length = this.varint();
    const start = this.offset;
    this.advance(length);
    return start;
  }

  private advance(length: number): void {
    if (length > this.end - this.offset) throw new MalformedMessage('A field is longer than its message.');
    this.offset += length;
  }
}
