import type { CarrierFormat } from '../port';
import { oneHeader, verifyToken } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

/** UPS repeats the value that it was given at the subscription; the body is not signed. */
const verify: CarrierFormat['verify'] = (_rawBody, headers, _url, secrets) => {
  const credential = oneHeader(headers, 'credential');
  return 'fault' in credential ? { verified: false, fault: credential.fault } : verifyToken(credential.value, secrets);
};

export const upsTrackAlert: CarrierFormat = {
  name: 'ups-track-alert',
  title: 'UPS Track Alert pushes and Track API answers',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
