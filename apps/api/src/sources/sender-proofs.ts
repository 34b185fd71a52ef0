import { createHmac } from 'node:crypto';
import type { FormatName } from '@waybill/carriers';

/** What a sender proves itself with. */
export interface ToProve {
  readonly body: string;
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Headers as the sender of a format writes them. */
export interface SenderProof {
  readonly headers: (push: ToProve) => Readonly<Record<string, string>>;
  /** The secret itself stands in the header, so that it can be shown to no one. */
  readonly repeatsSecret: boolean;
}

const digest = (encoding: 'hex' | 'base64', key: string | Buffer, ...parts: readonly string[]): string =>
  createHmac('sha256', key).update(parts.join('')).digest(encoding);
const decoded = (secret: string): Buffer => Buffer.from(secret, 'base64');
const seconds = (now: number): string => String(Math.floor(now / 1_000));

const signed = (headers: SenderProof['headers']): SenderProof => ({ headers, repeatsSecret: false });
const repeated = (headers: SenderProof['headers']): SenderProof => ({ headers, repeatsSecret: true });
const bearer = repeated(({ secret }) => ({ Authorization: `Bearer ${secret}` }));

/** What USPS signs: two members of its envelope. */
function envelopeOf(body: string): string {
  const { timestamp, payload } = JSON.parse(body) as { timestamp: string; payload: string };
  return timestamp + payload;
}

/** The header that was chosen at the subscription, and the token. */
function headerOfSecret(secret: string): Record<string, string> {
  const [, name = 'Authorization', token = secret] = /^([A-Za-z0-9-]{1,64}): *(\S.*)$/.exec(secret) ?? [];
  return { [name]: token };
}

/** How the sender of each format proves itself: the other side of each format's `verify`, for samples and tests. */
export const SENDER_PROOFS: Readonly<Record<FormatName, SenderProof>> = {
  easypost: signed(({ body, secret }) => ({ 'X-Hmac-Signature': `hmac-sha256-hex=${digest('hex', secret.normalize('NFKD'), body)}` })),
  aftership: signed(({ body, secret }) => ({ 'aftership-hmac-sha256': digest('base64', secret, body) })),
  'ups-track-alert': repeated(({ secret }) => ({ credential: secret })),
  fedex: signed(({ body, secret }) => ({ 'fdx-signature': digest('base64', secret, body) })),
  'dhl-unified': repeated(({ secret }) => headerOfSecret(secret)),
  usps: signed(({ body, secret }) => ({ 'X-HMAC': digest('base64', secret, envelopeOf(body)) })),
  dcsa: signed(({ body, secret }) => ({ 'Notification-Signature': `sha256=${digest('hex', decoded(secret), body)}` })),
  'x12-214': bearer,
  traccar: bearer,
  osmand: bearer,
  owntracks: bearer,
  epcis: bearer,
  ship24: bearer,
  shippo: signed(({ body, secret, now }) => ({
    'Shippo-Auth-Signature': `t=${seconds(now)},v1=${digest('hex', secret, `${seconds(now)}.`, body)}`,
  })),
  samsara: signed(({ body, secret, now }) => ({
    'X-Samsara-Timestamp': seconds(now),
    'X-Samsara-Signature': `v1=${digest('hex', decoded(secret), `v1:${seconds(now)}:`, body)}`,
  })),
  iftsta: bearer,
  tts: bearer,
};
