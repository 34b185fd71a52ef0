import { createHmac } from 'node:crypto';
import type { FormatName } from '@waybill/carriers';

interface Sample {
  readonly body?: unknown;
  readonly query?: string;
  /** Headers by which the sender proves itself. */
  readonly prove?: (body: string, secret: string) => Readonly<Record<string, string>>;
}

const hex = (body: string, secret: string | Buffer): string => createHmac('sha256', secret).update(body).digest('hex');

/** A push of each format that an integrator can try a new source with. Texts are plain, so that a shell takes them as they are. */
const SAMPLES: Partial<Record<FormatName, Sample>> = {
  easypost: {
    body: {
      id: 'evt_first',
      description: 'tracker.updated',
      result: {
        id: 'trk_first',
        tracking_code: 'EZ1000000001',
        carrier: 'USPS',
        updated_at: '2026-03-02T10:05:00Z',
        tracking_details: [
          {
            datetime: '2026-03-02T10:00:00Z',
            status: 'in_transit',
            status_detail: 'arrived_at_facility',
            message: 'Arrived at facility',
            tracking_location: { city: 'Chicago', state: 'IL', country: 'US' },
          },
        ],
      },
    },
    prove: (body, secret) => ({ 'X-Hmac-Signature': `hmac-sha256-hex=${hex(body, secret.normalize('NFKD'))}` }),
  },
  osmand: { query: 'id=phone-7&lat=53.5045&lon=9.9312&speed=12&timestamp=1772445600' },
  owntracks: {
    body: { _type: 'location', topic: 'owntracks/anna/phone', lat: 53.5045, lon: 9.9312, tst: 1772445600, vel: 22, acc: 8 },
    prove: (_body, secret) => ({ Authorization: `Bearer ${secret}` }),
  },
};

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A command that pushes a sample to a source; undefined for formats without one. */
export function curlFor(format: FormatName, webhookUrl: string, secret: string | undefined): string | undefined {
  const sample = SAMPLES[format];
  if (!sample) return undefined;
  if (sample.query !== undefined) return `curl ${quoted(`${webhookUrl}?${sample.query}`)}`;
  const body = JSON.stringify(sample.body);
  const headers = { 'Content-Type': 'application/json', ...(secret !== undefined && sample.prove?.(body, secret)) };
  const all = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return ['curl', quoted(webhookUrl), ...all, `-d ${quoted(body)}`].join(' ');
}
