/** Bytes that a protobuf varint of `value` takes. `value` is a non-negative safe integer. */
export function varintSize(value: number): number {
  let size = 1;
  let rest = value;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    size += 1;
  }
  return size;
}

/** Writes a protobuf varint and answers the offset behind it. No BigInt: this runs several times per event. */
export function writeVarint(target: Buffer, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 128) {
    target[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  target[at++] = rest;
  return at;
}

/** Size of a length-delimited field with a one-byte tag. */
export function fieldSize(contentSize: number): number {
  return 1 + varintSize(contentSize) + contentSize;
}

/** Writes tag and length of a length-delimited field; the content comes next. */
export function writeFieldHeader(target: Buffer, offset: number, tag: number, contentSize: number): number {
  target[offset] = tag;
  return writeVarint(target, offset + 1, contentSize);
}

/** Writes a length-delimited field whose content is ready as bytes. */
export function writeBytesField(target: Buffer, offset: number, tag: number, content: Uint8Array): number {
  const at = writeFieldHeader(target, offset, tag, content.length);
  target.set(content, at);
  return at + content.length;
}

/** Writes a varint field with a one-byte tag. */
export function writeVarintField(target: Buffer, offset: number, tag: number, value: number): number {
  target[offset] = tag;
  return writeVarint(target, offset + 1, value);
}
