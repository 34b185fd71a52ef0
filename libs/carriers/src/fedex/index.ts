import type { CarrierFormat } from '../port';
import { base64Digest, hexDigest, oneHeader, verifyHmac } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

/** FedEx's own text says base64 in one place and hexadecimal in another, so both are read. */
const verify: CarrierFormat['verify'] = (rawBody, headers, _url, secrets) => {
  const signature = oneHeader(headers, 'fdx-signature');
  if ('fault' in signature) return { verified: false, fault: signature.fault };
  return verifyHmac(base64Digest(signature.value) ?? hexDigest(signature.value), secrets, [rawBody]);
};

export const fedex: CarrierFormat = {
  name: 'fedex',
  title: 'FedEx Track v1 answers and web hooks',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
