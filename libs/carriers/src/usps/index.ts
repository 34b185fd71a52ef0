import { parseInstant } from '@waybill/events';
import type { CarrierFormat } from '../port';
import { readJson } from '../reading';
import { base64Digest, oneHeader, verifyHmac, withinWindow } from '../signatures';
import { normalize } from './normalize';
import { envelope } from './schema';
import { MAPPING_VERSION } from './status-map';

/** No schedule of retries is documented, so a push may be as old as a listener's bad day. */
const BEHIND_MS = 24 * 3_600_000;

/** Two members of the envelope are signed, one after the other, as the texts that they are. */
const verify: CarrierFormat['verify'] = (rawBody, headers, _url, secrets, now) => {
  const signature = oneHeader(headers, 'x-hmac');
  if ('fault' in signature) return { verified: false, fault: signature.fault };
  const json = readJson(rawBody);
  const parsed = envelope.safeParse('value' in json ? json.value : undefined);
  const { timestamp = '', payload = '' } = parsed.data ?? {};
  const verification = verifyHmac(base64Digest(signature.value), secrets, [timestamp, payload]);
  if (!verification.verified) return verification;
  return parsed.success
    ? withinWindow(verification, parseInstant(timestamp), now, BEHIND_MS)
    : { verified: false, fault: 'signature-wrong' };
};

export const usps: CarrierFormat = {
  name: 'usps',
  title: 'USPS tracking subscriptions',
  mappingVersion: MAPPING_VERSION,
  secret: 'required',
  verify,
  normalize,
};
