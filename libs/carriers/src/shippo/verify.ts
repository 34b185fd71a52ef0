import type { CarrierFormat } from '../port';
import { hexDigest, oneHeader, verifyHmac, verifyToken, withinWindow } from '../signatures';

const HEADER = 'shippo-auth-signature';
/** Two tries after the first one, in minutes; whether they are signed anew is not documented. */
const BEHIND_MS = 60 * 60_000;
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/i;

const queryOf = (url: string): URLSearchParams => new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');

/** Without a signature, which Shippo sends only to those who asked for it, the address that it was given has the secret in it. */
function verifyAddress(url: string, secrets: readonly string[]): ReturnType<CarrierFormat['verify']> {
  const tokens = queryOf(url).getAll('token');
  if (tokens.length > 1) return { verified: false, fault: 'header-repeated' };
  return tokens[0] ? verifyToken(tokens[0], secrets) : { verified: false, fault: 'header-missing' };
}

/** `t=<seconds>,v1=<hex>` over the seconds, a full stop and the raw body. */
export const verify: CarrierFormat['verify'] = (rawBody, headers, url, secrets, now) => {
  const isSigned = Object.keys(headers).some((name) => name.toLowerCase() === HEADER && headers[name] !== undefined);
  if (!isSigned) return verifyAddress(url, secrets);
  const header = oneHeader(headers, HEADER);
  if ('fault' in header) return { verified: false, fault: header.fault };
  const [, seconds, digest = ''] = SIGNATURE.exec(header.value.replaceAll(' ', '')) ?? [];
  const verification = verifyHmac(seconds === undefined ? undefined : hexDigest(digest), secrets, [`${seconds}.`, rawBody]);
  return verification.verified ? withinWindow(verification, Number(seconds) * 1000, now, BEHIND_MS) : verification;
};
