import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import type { EventId } from './ids';

/** Fixed for ever: every stored event id is derived from it. */
const NAMESPACE = '5d1c4f0e-3f0a-5b7e-9a43-6f1b9c1d7a20';

/** Id under which the fact (source, id) is stored in a stream. Copies in other streams have ids of their own. */
export const storedEventId = (source: string, id: string, stream: string): EventId =>
  uuidv5(`${source}\n${id}\n${stream}`, NAMESPACE) as EventId;

/** A UUID made from words, for ids that must come out the same when a command or a step is repeated. */
export const derivedId = (...words: readonly string[]): string => uuidv5(words.join('\n'), NAMESPACE);

/** What makes two deliveries of one (source, id) the same content. */
export interface FactContent {
  readonly type: string;
  readonly subject: string;
  readonly time: number;
  /** Canonical JSON of the data. */
  readonly canonical: string;
}

/** RFC 8785 canonical JSON; `undefined` counts as null. */
export const canonicalJson = (value: unknown): string => canonicalize(value ?? null) as string;

/** 96 bits of SHA-256 over a fact's content, as 16 base64url characters. Spelling and other attributes do not count. */
export const contentHash = ({ type, subject, time, canonical }: FactContent): string =>
  createHash('sha256').update(`${type}\n${subject}\n${time}\n${canonical}`).digest('base64url').slice(0, 16);

/** The same for a command's body: tells a repeated command from another one under the same key. */
export const bodyHash = (body: unknown): string => createHash('sha256').update(canonicalJson(body)).digest('base64url').slice(0, 22);
