import type { CarrierFormat } from '../port';
import { verifyBearer } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

/** Ship24 repeats the secret of the web hook; the body is not signed. */
export const ship24: CarrierFormat = {
  name: 'ship24',
  title: 'Ship24 tracking web hooks',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify: (_rawBody, headers, _url, secrets) => verifyBearer(headers, secrets),
  normalize,
};
