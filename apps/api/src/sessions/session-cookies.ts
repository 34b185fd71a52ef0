import { createHmac } from 'node:crypto';
import { BrokenSealError, constantTimeEquals, openWithKey, sealWithKey } from '@waybill/platform';
import { parse, serialize } from 'cookie';
import type { KeyRing, KnownKey } from '../access/key-ring';
import type { Person } from './oidc/person';

/** A browser that signed in with a key stays so for one working day and an evening. */
export const SESSION_MS = 12 * 3_600_000;

/** A person of the company's own sign-in stays so for an hour: the issuer is asked again before that. */
export const PERSON_SESSION_MS = 3_600_000;

const SIGNED = /^(?<keyId>[\w-]{1,64})\.(?<expires>\d{13})\.(?<mac>[\w-]{43})$/;

/** Of a person's cookie: all of it is sealed. */
const SEALED = /^v1\.[\w-]+$/;
const NO_KEY = Buffer.alloc(0);

/** A person stands where keys do, until a time (Unix milliseconds). */
export const knownPerson = ({ personId, name, role }: Person, until: number): KnownKey => ({
  keyId: personId,
  name,
  role,
  sha256: NO_KEY,
  createdAt: null,
  until,
});

/** The issuer whose word counts, and who Waybill is to it: with another one, nobody is signed in any more. */
type Issuer = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

/**
 * Cookies that stand for an API key in a browser. A cookie names the key and when it expires, and is signed over both and over the key itself:
 * nothing is kept for it, and it counts no longer than its key does.
 */
export class SessionCookies {
  private readonly signingKey: Buffer;
  private readonly personKey: Buffer | undefined;
  private readonly name: string;

  /**
   * @param secure whether browsers reach the API by https: they then keep the cookie to this very host, and send it over TLS only
   * @param company the company's own sign-in; undefined where nobody can come by it
   */
  constructor(
    deploymentKey: Buffer,
    readonly secure: boolean,
    company?: Issuer,
  ) {
    this.personKey =
      company &&
      createHmac('sha256', deploymentKey).update(`person\n${company.issuer}\n${company.clientId}\n${company.clientSecret}`).digest();
    this.signingKey = createHmac('sha256', deploymentKey).update('console session').digest();
    this.name = secure ? '__Host-waybill-session' : 'waybill-session';
  }

  /** A `Set-Cookie` that signs in with a key until a time (Unix milliseconds). */
  signIn(key: KnownKey, expiresAt: number): string {
    const signed = `${key.keyId}.${expiresAt}.${this.mac(key, String(expiresAt))}`;
    return this.setCookie(signed, SESSION_MS / 1_000);
  }

  /** A `Set-Cookie` that signs a person in, who has no key, until a time (Unix milliseconds). @throws Error where there is no company's own sign-in */
  signInPerson(person: Person, until: number): string {
    if (!this.personKey) throw new Error('nobody signs in without a key here');
    return this.setCookie(sealWithKey(this.personKey, JSON.stringify({ ...person, until })), PERSON_SESSION_MS / 1_000);
  }

  /** A `Set-Cookie` that signs out. */
  signOut(): string {
    return this.setCookie('', 0);
  }

  /** Whether a request brings a cookie of ours, be it worth something or not. */
  isPresented(header: string | undefined): boolean {
    return this.valueIn(header) !== undefined;
  }

  /** The key that a request is signed in with, and until when; undefined when it is not, or no longer. */
  keyOf(header: string | undefined, keys: KeyRing, now: number): KnownKey | undefined {
    const value = this.valueIn(header) ?? '';
    if (SEALED.test(value)) return this.personIn(value, now);
    const { keyId, expires, mac } = SIGNED.exec(value)?.groups ?? {};
    if (keyId === undefined || expires === undefined || mac === undefined || Number(expires) <= now) return undefined;
    const key = keys.withId(keyId);
    return key && constantTimeEquals(mac, this.mac(key, expires)) ? { ...key, until: Number(expires) } : undefined;
  }

  /** Nothing is known of a person but what the issuer said, and so it counts as long as the cookie does. */
  private personIn(sealed: string, now: number): KnownKey | undefined {
    if (!this.personKey) return undefined;
    try {
      const { until, ...person } = JSON.parse(openWithKey(this.personKey, sealed).toString()) as Person & { until: number };
      return until > now ? knownPerson(person, until) : undefined;
    } catch (error) {
      if (error instanceof BrokenSealError) return undefined;
      throw error;
    }
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
