import { type JsonFault, pointerStep } from '@waybill/events';
import type { Headers } from '../port';
import { attributeNameFault } from './attribute-values';
import type { SentEvent } from './envelope';

const PREFIX = 'ce-';
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;
const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const decodeRun = (run: string): string => utf8.decode(Buffer.from(run.replaceAll('%', ''), 'hex'));

/**
 * HTTP binding 3.1.3.2: undo quoting, then one round of percent-decoding; what is no UTF-8 afterwards (`%C0%A0`) must be refused.
 * A percent sign that starts no escape stays as it is. Characters outside of printable ASCII had to be encoded.
 */
function decodeValue(given: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(given)) return undefined;
  const quoted = QUOTED.exec(given);
  const value = quoted ? (quoted[1] as string).replace(/\\(.)/g, '$1') : given;
  if (!value.includes('%')) return value;
  try {
    return value.replace(ESCAPES, decodeRun);
  } catch {
    return undefined;
  }
}

/** True when the request claims to carry an event in its headers. */
export const hasAttributeHeaders = (headers: Headers): boolean => Object.keys(headers).some((name) => name.startsWith(PREFIX));

function repeated(rawHeaders: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return twice;
}

function readHeader(name: string, given: string, members: Record<string, unknown>): string | undefined {
  if (name === 'datacontenttype') return 'must not be a ce- header: Content-Type says it in binary mode';
  if (name === 'data') return 'must not be a ce- header: the body is the data';
  const nameFault = attributeNameFault(name);
  if (nameFault) return nameFault;
  const value = decodeValue(given);
  if (value === undefined) return 'must be printable ASCII, with everything else percent-encoded UTF-8';
  members[name] = value;
  return undefined;
}

/** Binary content mode: attributes are `ce-` headers, the body is the data, Content-Type is its type. Every value is text here. */
export function readBinary(headers: Headers, rawHeaders: readonly string[], body: Uint8Array | undefined): SentEvent {
  const members: Record<string, unknown> = {};
  const faults: JsonFault[] = [];
  const twice = repeated(rawHeaders);
  for (const header of Object.keys(headers)) {
    if (!header.startsWith(PREFIX)) continue;
    const name = header.slice(PREFIX.length);
    const detail = twice.has(header) ? 'must be one header' : readHeader(name, String(headers[header]), members);
    if (detail !== undefined) faults.push({ pointer: pointerStep(name), detail });
  }
  const contentType = headers['content-type'];
  if (contentType !== undefined) members.datacontenttype = contentType;
  return { members, body, faults };
}
