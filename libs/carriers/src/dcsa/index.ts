import type { CarrierFormat } from '../port';
import { hexDigest, oneHeader, verifyHmac } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

const PREFIX = /^sha256=/i;

/** The secret is base64: its bytes are the key. White space of the body counts. */
const verify: CarrierFormat['verify'] = (rawBody, headers, _url, secrets) => {
  const signature = oneHeader(headers, 'notification-signature');
  if ('fault' in signature) return { verified: false, fault: signature.fault };
  const presented = PREFIX.test(signature.value) ? hexDigest(signature.value.replace(PREFIX, '')) : undefined;
  return verifyHmac(presented, secrets, [rawBody], (secret) => Buffer.from(secret, 'base64'));
};

export const dcsa: CarrierFormat = {
  name: 'dcsa',
  title: 'DCSA Track & Trace 2.2 and 3.0',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
