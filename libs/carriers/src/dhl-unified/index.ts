import type { CarrierFormat, Verification } from '../port';
import { oneHeader, verifyToken } from '../signatures';
import { normalize } from './normalize';
import { MAPPING_VERSION } from './status-map';

/** A secret is `<header>: <token>`, as both were chosen at the subscription; without a header it is the whole of `Authorization`. */
const SECRET = /^([A-Za-z0-9-]{1,64}): *(\S.*)$/;

/** The first secret that matches decides; otherwise what was wrong with the newest one says why. */
const verify: CarrierFormat['verify'] = (_rawBody, headers, _url, secrets) => {
  const verifications = secrets.map((secret, i): Verification => {
    const [, name = 'authorization', token = secret] = SECRET.exec(secret) ?? [];
    const header = oneHeader(headers, name.toLowerCase());
    if ('fault' in header) return { verified: false, fault: header.fault };
    const verification = verifyToken(header.value, [token]);
    return verification.verified ? { verified: true, by: 'secret', secret: i } : verification;
  });
  return verifications.find(({ verified }) => verified) ?? verifications[0] ?? { verified: false, fault: 'no-secret' };
};

export const dhlUnified: CarrierFormat = {
  name: 'dhl-unified',
  title: 'DHL Shipment Tracking Unified, answers and pushes',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
