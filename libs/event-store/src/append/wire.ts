/** Writes protobuf fields one after the other. Every tag used here fits into one byte. */
export class WireWriter {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get length(): number {
    return this.at;
  }

  byte(value: number): this {
    this.bytes[this.at++] = value;
    return this;
  }

  /** `value` is a non-negative safe integer. */
  varint(value: number): this {
    let rest = value;
    while (rest >= 128) {
      this.bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.at++] = rest;
    return this;
  }

  /** Tag and length of a field whose content comes next. */
  header(tag: number, length: number): this {
    return this.byte(tag).varint(length);
  }

  /** A field of text whose length in UTF-8 is known. */
  text(tag: number, value: string, length: number): this {
    this.header(tag, length);
    this.at += this.bytes.write(value, this.at, length, 'utf8');
    return this;
  }

  raw(bytes: Buffer): this {
    this.at += bytes.copy(this.bytes, this.at);
    return this;
  }
}

/** Bytes of a varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** Bytes of a length-delimited field with its tag. */
export const fieldSize = (length: number): number => 1 + varintSize(length) + length;
