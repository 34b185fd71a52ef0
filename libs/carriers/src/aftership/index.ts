import type { CarrierFormat } from '../port';
import { base64Digest, oneHeader, verifyHmac } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

const verify: CarrierFormat['verify'] = (rawBody, headers, _url, secrets) => {
  const signature = oneHeader(headers, 'aftership-hmac-sha256');
  return 'fault' in signature ? { verified: false, fault: signature.fault } : verifyHmac(base64Digest(signature.value), secrets, [rawBody]);
};

export const aftership: CarrierFormat = {
  name: 'aftership',
  title: 'AfterShip tracking web hooks',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
