import { WireReader } from './wire-reader';

const STRUCTURED = 0x0a;
const STRING = 0x12;
const MOST_SIGNIFICANT = 0x08;
const LEAST_SIGNIFICANT = 0x10;
const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The all-zero id; the server refuses it as an event id. */
export const EMPTY_UUID = '00000000-0000-0000-0000-000000000000';

/** Lower-case canonical form of the protocol's UUID message (text or two 64-bit halves); '' when it holds no valid id. */
export function readUuid(message: WireReader): string {
  let id = '';
  while (!message.done) {
    const tag = message.varint();
    if (tag === STRING) id = message.latin1().toLowerCase();
    else if (tag === STRUCTURED) id = readStructured(message.message());
    else message.skip(tag);
  }
  return CANONICAL.test(id) ? id : '';
}

/** The same from a message in a buffer of its own. */
export function uuidFromBytes(bytes: Buffer): string {
  return readUuid(new WireReader(bytes));
}

function readStructured(message: WireReader): string {
  let most = 0n;
  let least = 0n;
  while (!message.done) {
    const tag = message.varint();
    if (tag === MOST_SIGNIFICANT) most = message.varint64();
    else if (tag === LEAST_SIGNIFICANT) least = message.varint64();
    else message.skip(tag);
  }
  const hex = most.toString(16).padStart(16, '0') + least.toString(16).padStart(16, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
