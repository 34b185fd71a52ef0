import { hash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FormatName, Headers } from '@waybill/carriers';
import { type DataOf, type Instant, storedEventId } from '@waybill/events';
import { withoutPersonalData } from './personal-data';

type PushReceived = DataOf<'dev.waybill.push-received.v1'>;

/** What a sender pushed. */
export interface Push {
  readonly headers: Headers;
  /** Path and query. */
  readonly url: string;
  readonly body: Uint8Array;
}

/** Headers that some format is read with. What proves the sender is not among them: it is never stored. */
const KEPT_HEADERS = ['content-type', 'x-limit-u', 'x-limit-d', 'as-webhook-version', 'api-version'];
const SECRET_PARAMETERS = ['token', 'access_token', 'secret', 'signature', 'key', 'password'];

function keptHeaders(headers: Headers): Record<string, string> {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value.slice(0, 1_000)] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** The query of an address: its path is a secret itself. */
function keptUrl(url: string): string {
  const question = url.indexOf('?');
  if (question < 0) return '/';
  const parameters = url.slice(question + 1).split('&');
  const kept = parameters.filter((one) => !SECRET_PARAMETERS.includes(one.split('=', 1)[0]?.toLowerCase() ?? ''));
  return `/?${kept.join('&')}`.slice(0, 8_000);
}

/** The most that is stored of one push: the store takes 1 MiB at once. */
export const MAX_RECORD_BYTES = 900 * 1024;

export const dayOf = (instant: Instant): string => new Date(instant).toISOString().slice(0, 10).replaceAll('-', '');

export function recordOf(format: FormatName, { headers, url, body }: Push): PushReceived {
  const kept = withoutPersonalData(body);
  return {
    format,
    url: keptUrl(url),
    headers: keptHeaders(headers),
    encoding: 'gzip',
    bytes: kept.byteLength,
    body: gzipSync(kept, { level: 6 }).toString('base64'),
  };
}

/** The push as an adapter reads it again. */
export const pushOf = ({ url, headers, body }: Pick<PushReceived, 'url' | 'headers' | 'body'>): Push => ({
  url,
  headers,
  body: gunzipSync(Buffer.from(body, 'base64')),
});

/** The very same push has the same id within a day. */
export const pushId = (source: string, stream: string, { format, url, headers, body }: PushReceived): string =>
  storedEventId(source, hash('sha256', JSON.stringify([format, url, headers, body]), 'base64url'), stream);
