import { randomBytes } from 'node:crypto';
import { FORMATS, type FormatName } from '@waybill/carriers';
import { formatIdentifier, type Identifier, type Instant, parseIdentifier } from '@waybill/events';
import { SENDER_PROOFS } from '../../apps/api/src/sources/sender-proofs';
import { GROWTH } from '../../libs/carriers/src/fixtures/examples';
import type { Answer, Send } from '../support/http';

/** The number that a format's fixtures are about: another one in its place makes pushes about another shipment. */
const NUMBERS: Readonly<Record<FormatName, string>> = {
  easypost: 'EZ1000000001',
  aftership: 'AS100',
  'ups-track-alert': '1Z0000000000000001',
  fedex: '770000000001',
  'dhl-unified': '00340000000000000001',
  usps: '9400100000000000000001',
  dcsa: 'APZU4812090',
  'x12-214': 'PRO123',
  traccar: '356307042441013',
  osmand: 'id=D1',
  owntracks: 'anna/phone',
  epcis: '4012345.0111111111',
  ship24: 'S24',
  shippo: '9205500000000000000001',
  samsara: '281474991565165',
  iftsta: 'BN:B1',
  tts: '0004a30b001c0530',
};
const BL = /BL55|PO9|SHIP-7|CN-7|O-7|Order 000123/g;

/** The growth of a format's fixtures, about a thing of one's own; signed times are of now. */
export function pushesAbout(format: FormatName, which: number): readonly [string, string] {
  const number = NUMBERS[format];
  const mine = number.slice(0, -1) + String(which);
  const [first, grown] = GROWTH[format].map((bytes, i) =>
    Buffer.from(bytes)
      .toString('utf8')
      .replaceAll(number, mine)
      .replaceAll(BL, (name) => `${name}${which}`)
      .replaceAll(/2026-03-01T1[12]:\d\d:00Z(?=","payload)/g, new Date(Date.now() - 60_000 + i * 1_000).toISOString()),
  ) as [string, string];
  return [first, grown];
}

const TYPES: Partial<Record<FormatName, string>> = {
  osmand: 'application/x-www-form-urlencoded',
  'x12-214': 'application/edi-x12',
  iftsta: 'application/edifact',
};

/** The name under which a push is kept: the most specific that it gives. */
export function nameIn(format: FormatName, push: string): Identifier {
  const { reports } = FORMATS[format].normalize(Buffer.from(push), { receivedTime: Date.now() as Instant, headers: {}, url: '/' });
  const name = reports[0]?.about[0];
  if (!name) throw new Error(`The fixture of ${format} names nothing`);
  const parsed = parseIdentifier(name.scheme, name.value);
  if ('fault' in parsed) throw new Error(`${formatIdentifier(name)}: ${parsed.fault}`);
  return parsed;
}

/** A source with a secret of its own, and its sender. */
export async function senderOf(
  send: Send,
  format: FormatName,
): Promise<{ readonly id: string; readonly push: (body: string) => Promise<Answer> }> {
  const secret = randomBytes(24).toString('base64');
  const { status, body: source } = await send('/v1/sources', { body: { format, name: format, secrets: [secret] } });
  expect(status).toBe(201);
  const push = (body: string): Promise<Answer> => {
    const proof = SENDER_PROOFS[format].headers({ body, secret, now: Date.now() });
    const headers = { authorization: '', 'content-type': TYPES[format] ?? 'application/json', ...lowered(proof) };
    return send(new URL(source.webhookUrl).pathname, { body, headers });
  };
  return { id: source.id, push };
}
const lowered = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
