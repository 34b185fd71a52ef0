import type { FormatName } from '@waybill/carriers';
import { samplePush } from './sample-pushes';
import { SENDER_PROOFS } from './sender-proofs';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export interface CurlWanted {
  readonly format: FormatName;
  readonly webhookUrl: string;
  /** The newest one; none for a source that needs none. */
  readonly secret?: string;
  /** Milliseconds since 1970: some senders sign the time. */
  readonly now: number;
  /** A secret that would stand in a header is written as `$SECRET`: it was shown when the source was made, and never again. */
  readonly hideSecret: boolean;
}

function headerText(name: string, value: string, { secret = '', hideSecret, format }: CurlWanted): string {
  if (!hideSecret || !SENDER_PROOFS[format].repeatsSecret) return quoted(`${name}: ${value}`);
  // What the header has besides the secret, such as "Bearer"; of DHL's "<header>: <token>" the token alone is in it.
  const token = secret.endsWith(value) ? value : secret;
  return `"${name}: ${value.slice(0, value.length - token.length)}$SECRET"`;
}

/** A command that pushes a sample to a source, proven as its sender proves itself. */
export function curlFor(wanted: CurlWanted): string {
  const { format, webhookUrl, secret, now } = wanted;
  const { body = '', type, query } = samplePush(format, now);
  const proof = secret === undefined ? {} : SENDER_PROOFS[format].headers({ body, secret, now });
  const proofs = Object.entries(proof).map(([name, value]) => `-H ${headerText(name, value, wanted)}`);
  if (query !== undefined) return ['curl', quoted(`${webhookUrl}?${query}`), ...proofs].join(' ');
  return ['curl', quoted(webhookUrl), `-H ${quoted(`Content-Type: ${type}`)}`, ...proofs, `-d ${quoted(body)}`].join(' ');
}
