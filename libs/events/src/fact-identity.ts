import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { EventId } from './ids';

/** Fixed for ever: every stored event id is derived from it. */
const NAMESPACE = Buffer.from('5d1c4f0e3f0a5b7e9a436f1b9c1d7a20', 'hex');

/** The written form of a UUID (RFC 9562 4) from its 32 hexadecimal digits. */
export const uuidOfHex = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** The digit that says the variant (RFC 9562 4.1), by the one that stands there. */
const VARIANT = '89ab89ab89ab89ab';

/** UUIDv5 (RFC 9562 5.5) in our namespace. By hand, since every report needs some: the uuid package takes three times as long. */
function uuidOf(name: string): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name)]));
  const variant = VARIANT[Number.parseInt(hex.charAt(16), 16)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Id under which the fact (source, id) is stored in a stream. Copies in other streams have ids of their own. */
export const storedEventId = (source: string, id: string, stream: string): EventId => uuidOf(`${source}\n${id}\n${stream}`) as EventId;

/** A UUID made from words, for ids that must come out the same when a command or a step is repeated. */
export const derivedId = (...words: readonly string[]): string => uuidOf(words.join('\n'));

/** What makes two deliveries of one (source, id) the same content. */
export interface FactContent {
  readonly type: string;
  readonly subject: string;
  readonly time: number;
  /** Canonical JSON of the data. */
  readonly canonical: string;
}

/** RFC 8785 canonical JSON; `undefined` counts as null. */
export const canonicalJson = (value: unknown): string => canonicalize(value ?? null) ?? 'null';

/** 96 bits of SHA-256 over a fact's content, as 16 base64url characters. Spelling and other attributes do not count. */
export const contentHash = ({ type, subject, time, canonical }: FactContent): string =>
  hash('sha256', `${type}\n${subject}\n${time}\n${canonical}`, 'base64url').slice(0, 16);

/** The same for a command's body: tells a repeated command from another one under the same key. */
export const bodyHash = (body: unknown): string => hash('sha256', canonicalJson(body), 'base64url').slice(0, 22);
