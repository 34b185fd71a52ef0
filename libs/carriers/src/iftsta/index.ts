import type { CarrierFormat } from '../port';
import { verifyAuthorization } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

/** The standard knows no signature of its own: files come over AS2 or SFTP, and over HTTP with what the source was given. */
export const iftsta: CarrierFormat = {
  name: 'iftsta',
  title: 'UN/EDIFACT IFTSTA transport status messages',
  mappingVersion: MAPPING_VERSION,
  secret: 'optional',
  verify: (_rawBody, headers, _url, secrets) => verifyAuthorization(headers, secrets),
  normalize,
};
