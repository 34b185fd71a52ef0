import { parseInstant } from '@waybill/events';
import type { CarrierFormat, Headers } from '../port';
import { hexDigest, oneHeader, severalHeaders, verifyHmac, withinWindow } from '../signatures';

const PREFIX = /^hmac-sha256-hex=/;
/** Six tries at most, over some minutes; whether a retry is signed anew is not documented. */
const BEHIND_MS = 60 * 60_000;

/** The secret is decomposed (Unicode NFKD) before it becomes bytes: without that, one with an accent never matches. */
const key = (secret: string) => secret.normalize('NFKD');
const presented = (value: string) => (PREFIX.test(value) ? hexDigest(value.replace(PREFIX, '')) : undefined);

/** `X-Timestamp` as seconds, milliseconds or RFC 3339. */
function signedTime(text: string): number | undefined {
  if (/^\d{13}$/.test(text)) return Number(text);
  return /^\d{10}$/.test(text) ? Number(text) * 1000 : parseInstant(text);
}

const verifyFirst: CarrierFormat['verify'] = (rawBody, headers, _url, secrets) => {
  const signature = oneHeader(headers, 'x-hmac-signature');
  if ('fault' in signature) return { verified: false, fault: signature.fault };
  return verifyHmac(presented(signature.value), secrets, [rawBody], key);
};

/** The second scheme signs a time and the path as well, so that an old push cannot be played again. It counts where it is there. */
const verifySecond: CarrierFormat['verify'] = (rawBody, headers, _url, secrets, now) => {
  const found = severalHeaders(headers, ['x-hmac-signature-v2', 'x-timestamp', 'x-path']);
  if ('fault' in found) return { verified: false, fault: found.fault };
  const [signature = '', timestamp = '', path = ''] = found.values;
  const verification = verifyHmac(presented(signature), secrets, [`${timestamp}POST${path}`, rawBody], key);
  return verification.verified ? withinWindow(verification, signedTime(timestamp), now, BEHIND_MS) : verification;
};

const hasSecond = (headers: Headers) => Object.keys(headers).some((name) => name.toLowerCase() === 'x-hmac-signature-v2');

export const verify: CarrierFormat['verify'] = (rawBody, headers, ...rest) =>
  (hasSecond(headers) ? verifySecond : verifyFirst)(rawBody, headers, ...rest);
