import type { CarrierFormat } from '../port';
import { verifyAuthorization } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

/** The standard knows no signature of its own: files come over AS2 or SFTP, and over HTTP with what the source was given. */
export const x12214: CarrierFormat = {
  name: 'x12-214',
  title: 'X12 214 shipment status messages',
  mappingVersion: MAPPING_VERSION,
  secret: 'optional',
  verify: (_rawBody, headers, _url, secrets) => verifyAuthorization(headers, secrets),
  normalize,
};
