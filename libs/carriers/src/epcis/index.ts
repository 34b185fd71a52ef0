import type { CarrierFormat } from '../port';
import { verifyAuthorization } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

/** The capture interface of the standard leaves it to HTTP who may send. */
export const epcis: CarrierFormat = {
  name: 'epcis',
  title: 'GS1 EPCIS 2.0 in JSON-LD',
  mappingVersion: MAPPING_VERSION,
  secret: 'optional',
  verify: (_rawBody, headers, _url, secrets) => verifyAuthorization(headers, secrets),
  normalize,
};
