import { hash, timingSafeEqual } from 'node:crypto';
import { apiKeyStream, type Role, type StoredEvent } from '@waybill/events';
import type { Caller } from './caller';

/** A key as it is known here: never the key itself. */
export interface KnownKey extends Caller {
  readonly name: string;
  readonly role: Role;
  /** Empty for a person who signed in without a key. */
  readonly sha256: Buffer;
  /** RFC 3339; null for the bootstrap key, which is not in the log. */
  readonly createdAt: string | null;
  /** When the session ends that a request was let in by (Unix milliseconds); undefined for a request that brought the key itself. */
  readonly until?: number;
}

/** The operator's key of the configuration; those of the log have ids of another form. */
export const BOOTSTRAP_KEY_ID = 'operator';
const NO_KEY = Buffer.alloc(32);
const digest = (key: string): Buffer => hash('sha256', key, 'buffer');

/** The keys of one log: those that were created and not revoked. */
export class KeyBook {
  /** By stream. A revoked key is kept, too: an older event of it, heard later by another way, must not bring it back. */
  private readonly known = new Map<string, { readonly revision: number; readonly key?: KnownKey }>();
  private readonly byDigest = new Map<string, KnownKey>();

  /** Takes over an event, unless it, or a later one of its stream, was heard before. */
  apply(event: StoredEvent): void {
    const before = this.known.get(event.stream);
    if (before && before.revision >= event.revision) return;
    const key = keyAfter(event, before?.key);
    if (before?.key) this.byDigest.delete(before.key.sha256.toString('latin1'));
    if (key) this.byDigest.set(key.sha256.toString('latin1'), key);
    this.known.set(event.stream, { revision: event.revision, key });
  }

  /** What became of the key cannot be said, and so it is none, whatever is heard of it. */
  close(stream: string): void {
    const sha256 = this.known.get(stream)?.key?.sha256;
    if (sha256) this.byDigest.delete(sha256.toString('latin1'));
    this.known.set(stream, { revision: Number.POSITIVE_INFINITY });
  }

  find(sha256: Buffer): KnownKey | undefined {
    return this.byDigest.get(sha256.toString('latin1'));
  }

  withId(keyId: string): KnownKey | undefined {
    return this.known.get(apiKeyStream(keyId))?.key;
  }

  list(): readonly KnownKey[] {
    return [...this.known.values()].flatMap(({ key }) => key ?? []);
  }
}

function keyAfter(event: StoredEvent, before: KnownKey | undefined): KnownKey | undefined {
  if (event.type === 'dev.waybill.api-key-revoked.v1' || event.type === 'dev.waybill.stream-erased.v1') return undefined;
  if (event.type !== 'dev.waybill.api-key-created.v1') return before;
  const { keyId, name, role, sourcePrefix, sha256 } = event.data;
  return { keyId, name, role, sourcePrefix, sha256: Buffer.from(sha256, 'hex'), createdAt: event.metadata.recordedtime };
}

/**
 * Every valid API key, in memory. Keys are looked up by their SHA-256, so what can be timed says nothing about a key; the comparison at the end
 * takes as long for an unknown key as for a known one.
 */
export class KeyRing {
  private book: KeyBook | undefined;
  private readonly bootstrap: KnownKey | undefined;

  /** @param bootstrap the operator's key from the configuration */
  constructor(bootstrap: string | undefined) {
    if (bootstrap === undefined) return;
    this.bootstrap = { keyId: BOOTSTRAP_KEY_ID, name: 'bootstrap', role: 'operator', sha256: digest(bootstrap), createdAt: null };
  }

  /** False until every key in the log is known; callers cannot be told apart before. */
  get isLoaded(): boolean {
    return this.book !== undefined;
  }

  /** From now on these are the keys of the log, as they are and as they come to be. */
  take(book: KeyBook): void {
    this.book = book;
  }

  /** Takes over an event that was read otherwise than by following the log. */
  apply(event: StoredEvent): void {
    this.book?.apply(event);
  }

  /** The key with this text; undefined for every other text. */
  find(presented: string): KnownKey | undefined {
    const sha256 = digest(presented);
    const known = this.bootstrap?.sha256.equals(sha256) ? this.bootstrap : this.book?.find(sha256);
    return timingSafeEqual(sha256, known?.sha256 ?? NO_KEY) ? known : undefined;
  }

  /** The valid key with this id. */
  withId(keyId: string): KnownKey | undefined {
    return keyId === BOOTSTRAP_KEY_ID ? this.bootstrap : this.book?.withId(keyId);
  }

  /** Whether what was let in would be so still: its session goes on, and its key, where it has one, was not revoked. */
  admits({ keyId, sha256, until }: KnownKey, now: number): boolean {
    if (until !== undefined && until <= now) return false;
    const hasNoKey = until !== undefined && sha256.length === 0;
    return hasNoKey || (this.withId(keyId)?.sha256.equals(sha256) ?? false);
  }

  /** Keys in the log. */
  list(): readonly KnownKey[] {
    return this.book?.list() ?? [];
  }
}
