import { hash, timingSafeEqual } from 'node:crypto';
import type { Headers, Verification } from '../port';
import { oneHeader } from './headers';

const digest = (text: string) => hash('sha256', text, 'buffer');

/** Compares an opaque value that the sender repeats with each secret, in constant time whatever their lengths. */
export function verifyToken(presented: string, secrets: readonly string[]): Verification {
  if (secrets.length === 0) return { verified: false, fault: 'no-secret' };
  const matches = secrets.map((secret) => timingSafeEqual(digest(secret), digest(presented)));
  const match = matches.indexOf(true);
  return match < 0 ? { verified: false, fault: 'signature-wrong' } : { verified: true, by: 'secret', secret: match };
}

/** The password of HTTP Basic (RFC 7617), or the token of Bearer (RFC 6750). */
function credential(value: string): string | undefined {
  const [, scheme = '', rest = ''] = /^(basic|bearer) +(\S+)$/i.exec(value) ?? [];
  if (scheme.toLowerCase() === 'bearer') return rest;
  const userAndPassword = scheme === '' ? '' : Buffer.from(rest, 'base64').toString('utf8');
  const colon = userAndPassword.indexOf(':');
  return colon < 0 ? undefined : userAndPassword.slice(colon + 1);
}

/** For senders without a scheme of their own: the address proves them, and the `Authorization` header where the source has a secret. */
export function verifyAuthorization(headers: Headers, secrets: readonly string[]): Verification {
  if (secrets.length === 0) return { verified: true, by: 'address' };
  const header = oneHeader(headers, 'authorization');
  if ('fault' in header) return { verified: false, fault: header.fault };
  const presented = credential(header.value);
  return presented === undefined ? { verified: false, fault: 'header-malformed' } : verifyToken(presented, secrets);
}

/** For senders that repeat their secret as a Bearer token, and never send without one. */
export function verifyBearer(headers: Headers, secrets: readonly string[]): Verification {
  const header = oneHeader(headers, 'authorization');
  if ('fault' in header) return { verified: false, fault: header.fault };
  return /^bearer /i.test(header.value)
    ? verifyToken(credential(header.value) ?? '', secrets)
    : { verified: false, fault: 'header-malformed' };
}
