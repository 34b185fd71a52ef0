import { parseInstant, parseMediaType } from '@waybill/events';

/** What is wrong with the value of an attribute, in words; undefined when nothing is. */
export type ValueFault = string | undefined;

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** CloudEvents 1.0 "String": no controls, no half surrogates, no Unicode noncharacters. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
/** RFC 3986 characters, percent signs only before two hex digits; at most one fragment. */
const URI_CHARACTERS = /^(?:[A-Za-z0-9._~:/?@!$&'()*+,;=[\]-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MAX_INTEGER = 2_147_483_647;

export function textFault(value: unknown): ValueFault {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  return PRINTABLE_ASCII.test(value) || !FORBIDDEN.test(value)
    ? undefined
    : 'must not hold control characters or code points that are none';
}

/** What is wrong with the source of an event, say. */
export function uriReferenceFault(value: unknown): ValueFault {
  const fault = textFault(value);
  if (fault) return fault;
  const text = value as string;
  // RFC 3986 4.2: the first segment of a relative reference has no colon before which there is no scheme.
  const firstSegment = /^[^/?#]*/.exec(text)?.[0] as string;
  const relativeWithColon = firstSegment.includes(':') && !SCHEME.test(text);
  return URI_CHARACTERS.test(text) && !relativeWithColon ? undefined : 'must be a URI reference (RFC 3986)';
}

const uriFault = (value: unknown): ValueFault =>
  uriReferenceFault(value) ?? (SCHEME.test(value as string) ? undefined : 'must be an absolute URI');

const timeFault = (value: unknown): ValueFault =>
  typeof value === 'string' && parseInstant(value) !== undefined
    ? undefined
    : 'must be an RFC 3339 date-time with an offset, e.g. 2026-03-01T10:00:00Z';

const mediaTypeFault = (value: unknown): ValueFault =>
  textFault(value) ?? (parseMediaType(value as string) ? undefined : 'must be a media type such as application/json');

const specversionFault = (value: unknown): ValueFault => (value === '1.0' ? undefined : 'must be "1.0"');

/** Rules of the attributes that the CloudEvents specification names. */
export const ATTRIBUTE_RULES: Readonly<Record<string, (value: unknown) => ValueFault>> = {
  id: textFault,
  source: uriReferenceFault,
  specversion: specversionFault,
  type: textFault,
  datacontenttype: mediaTypeFault,
  dataschema: uriFault,
  subject: textFault,
  time: timeFault,
};
export const REQUIRED_ATTRIBUTES = ['id', 'source', 'specversion', 'type'] as const;

/** Extensions: Boolean, 32-bit Integer or String; the JSON format knows no others, and never objects or arrays. */
export function extensionFault(value: unknown): ValueFault {
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER ? undefined : 'must be a 32-bit integer';
  }
  if (typeof value !== 'string') return 'must be a string, a boolean or an integer';
  return value === '' ? undefined : textFault(value);
}

/** Names consist of lower-case letters and digits; `data` is never one. */
export const attributeNameFault = (name: string): ValueFault =>
  /^[a-z0-9]+$/.test(name) ? undefined : 'is not an attribute name: use lower-case letters and digits only';

export const isBase64 = (text: string): boolean => BASE64.test(text);
