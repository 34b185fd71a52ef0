import type { CarrierFormat } from '../port';
import { hexDigest, severalHeaders, verifyHmac, withinWindow } from '../signatures';
import { MAPPING_VERSION, normalize } from './normalize';

/** Five tries, in minutes; whether they are signed anew is not documented. */
const BEHIND_MS = 60 * 60_000;
const PREFIX = /^v1=/;

/** `v1=<hex>` over "v1:", the seconds, a colon and the raw body; the secret is base64, and its bytes are the key. */
const verify: CarrierFormat['verify'] = (rawBody, headers, _url, secrets, now) => {
  const found = severalHeaders(headers, ['x-samsara-signature', 'x-samsara-timestamp']);
  if ('fault' in found) return { verified: false, fault: found.fault };
  const [signature = '', timestamp = ''] = found.values;
  const presented = PREFIX.test(signature) && /^\d{1,13}$/.test(timestamp) ? hexDigest(signature.replace(PREFIX, '')) : undefined;
  const verification = verifyHmac(presented, secrets, [`v1:${timestamp}:`, rawBody], (secret) => Buffer.from(secret, 'base64'));
  return verification.verified ? withinWindow(verification, Number(timestamp) * 1000, now, BEHIND_MS) : verification;
};

export const samsara: CarrierFormat = {
  name: 'samsara',
  title: 'Samsara web hooks 2.0 and GPS readings',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
