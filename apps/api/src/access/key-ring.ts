import { hash, timingSafeEqual } from 'node:crypto';
import type { Role } from '@waybill/events';
import type { Caller } from './caller';

/** A key as it is known here: never the key itself. */
export interface KnownKey extends Caller {
  readonly name: string;
  readonly role: Role;
  readonly sha256: Buffer;
  /** RFC 3339; null for the bootstrap key, which is not in the log. */
  readonly createdAt: string | null;
}

const BOOTSTRAP_KEY_ID = 'operator';
const NOBODY = Buffer.alloc(32);
const digest = (key: string): Buffer => hash('sha256', key, 'buffer');

/**
 * Every valid API key, in memory. Keys are looked up by their SHA-256, so what can be timed says nothing about a key; the comparison at the end
 * takes as long for an unknown key as for a known one.
 */
export class KeyRing {
  /** False until every key in the log is known; nobody can be told apart before. */
  isLoaded = false;
  private readonly byId = new Map<string, KnownKey>();
  private readonly byDigest = new Map<string, KnownKey>();

  /** @param bootstrap the operator's key from the configuration */
  constructor(bootstrap: string | undefined) {
    if (bootstrap === undefined) return;
    this.add({ keyId: BOOTSTRAP_KEY_ID, name: 'bootstrap', role: 'operator', sha256: digest(bootstrap), createdAt: null });
  }

  add(key: KnownKey): void {
    this.remove(key.keyId);
    this.byId.set(key.keyId, key);
    this.byDigest.set(key.sha256.toString('latin1'), key);
  }

  remove(keyId: string): void {
    const key = this.byId.get(keyId);
    if (!key) return;
    this.byId.delete(keyId);
    this.byDigest.delete(key.sha256.toString('latin1'));
  }

  /** Forgets every key of the log. */
  reset(): void {
    this.isLoaded = false;
    for (const { keyId } of this.list()) this.remove(keyId);
  }

  /** Whose key this is; undefined for every other text. */
  find(presented: string): KnownKey | undefined {
    const sha256 = digest(presented);
    const known = this.byDigest.get(sha256.toString('latin1'));
    return timingSafeEqual(sha256, known?.sha256 ?? NOBODY) ? known : undefined;
  }

  /** Keys in the log. */
  list(): readonly KnownKey[] {
    return [...this.byId.values()].filter(({ keyId }) => keyId !== BOOTSTRAP_KEY_ID);
  }
}
