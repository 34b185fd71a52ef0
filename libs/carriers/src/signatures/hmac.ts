import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Verification } from '../port';

/** Bytes of an HMAC that a header presents: hexadecimal digits of the right number. */
export const hexDigest = (text: string): Buffer | undefined => (/^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : undefined);
/** The same in base64 (RFC 4648), of 32 bytes. */
export const base64Digest = (text: string): Buffer | undefined =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, 'base64') : undefined;

export type SigningKey = (secret: string) => string | Buffer;

/** Compares a presented HMAC-SHA256 over the parts, one after the other, with that of each secret, in constant time. */
export function verifyHmac(
  presented: Buffer | undefined,
  secrets: readonly string[],
  parts: readonly (string | Uint8Array)[],
  key: SigningKey = (secret) => secret,
): Verification {
  if (secrets.length === 0) return { verified: false, fault: 'no-secret' };
  if (!presented) return { verified: false, fault: 'header-malformed' };
  const matches = secrets.map((secret) => {
    const mac = createHmac('sha256', key(secret));
    for (const part of parts) mac.update(part);
    return timingSafeEqual(mac.digest(), presented);
  });
  const match = matches.indexOf(true);
  return match < 0 ? { verified: false, fault: 'signature-wrong' } : { verified: true, by: 'secret', secret: match };
}
