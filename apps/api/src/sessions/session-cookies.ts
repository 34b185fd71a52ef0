import { createHmac } from 'node:crypto';
import { constantTimeEquals } from '@waybill/platform';
import { parse, serialize } from 'cookie';
import type { KeyRing, KnownKey } from '../access/key-ring';

/** A person who signed in stays so for one working day and an evening. */
export const SESSION_MS = 12 * 3_600_000;

const SIGNED = /^(?<keyId>[\w-]{1,64})\.(?<expires>\d{13})\.(?<mac>[\w-]{43})$/;

/**
 * Cookies that stand for an API key in a browser. A cookie names the key and when it expires, and is signed over both and over the key itself:
 * nothing is kept for it, and it counts no longer than its key does.
 */
export class SessionCookies {
  private readonly signingKey: Buffer;
  private readonly name: string;

  /** @param secure whether browsers reach the API by https: they then keep the cookie to this very host, and send it over TLS only */
  constructor(
    deploymentKey: Buffer,
    private readonly secure: boolean,
  ) {
    this.signingKey = createHmac('sha256', deploymentKey).update('console session').digest();
    this.name = secure ? '__Host-waybill-session' : 'waybill-session';
  }

  /** A `Set-Cookie` that signs in with a key until a time (Unix milliseconds). */
  signIn(key: KnownKey, expiresAt: number): string {
    const signed = `${key.keyId}.${expiresAt}.${this.mac(key, String(expiresAt))}`;
    return this.setCookie(signed, SESSION_MS / 1_000);
  }

  /** A `Set-Cookie` that signs out. */
  signOut(): string {
    return this.setCookie('', 0);
  }

  /** Whether a request brings a cookie of ours, be it worth something or not. */
  isPresented(header: string | undefined): boolean {
    return this.valueIn(header) !== undefined;
  }

  /** The key that a request is signed in with; undefined when it is not, or no longer. */
  keyOf(header: string | undefined, keys: KeyRing, now: number): KnownKey | undefined {
    const { keyId, expires, mac } = SIGNED.exec(this.valueIn(header) ?? '')?.groups ?? {};
    if (keyId === undefined || expires === undefined || mac === undefined || Number(expires) <= now) return undefined;
    const key = keys.withId(keyId);
    return key && constantTimeEquals(mac, this.mac(key, expires)) ? key : undefined;
  }

  /** When the session of a request ends (Unix milliseconds). Holds for a request that was let in by its cookie. */
  expiryOf(header: string | undefined): number {
    return Number(SIGNED.exec(this.valueIn(header) ?? '')?.groups?.expires);
  }

  private valueIn(header: string | undefined): string | undefined {
    return header === undefined ? undefined : parse(header)[this.name];
  }

  private mac({ keyId, sha256 }: KnownKey, expires: string): string {
    return createHmac('sha256', this.signingKey).update(`${keyId}\n${expires}\n`).update(sha256).digest('base64url');
  }

  private setCookie(value: string, maxAge: number): string {
    return serialize(this.name, value, { httpOnly: true, sameSite: 'strict', secure: this.secure, path: '/', maxAge });
  }
}
