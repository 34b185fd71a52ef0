import { parseShipmentId, type ShipmentId } from './ids';
import { isAmong } from './narrowing';

/** What a name out there can be a name of. `shipment` is ours, the others are the world's. */
export const IDENTIFIER_SCHEMES = [
  'tracking-number',
  'container',
  'sscc',
  'bill-of-lading',
  'booking',
  'order',
  'device',
  'vehicle',
] as const;
export type IdentifierScheme = (typeof IDENTIFIER_SCHEMES)[number];

/** Things that can carry several shipments: their stream holds every report about them, once. */
export const UNIT_SCHEMES = ['vehicle', 'device', 'container', 'sscc'] as const satisfies readonly IdentifierScheme[];
export type UnitScheme = (typeof UNIT_SCHEMES)[number];

const UPPER_CASE: ReadonlySet<string> = new Set(['tracking-number', 'container', 'sscc', 'bill-of-lading', 'booking']);

/** A name in canonical form. `shipment` occurs only for reports about a shipment that is not registered yet. */
export interface Identifier {
  readonly scheme: IdentifierScheme | 'shipment';
  readonly value: string;
}
export interface Unit extends Identifier {
  readonly scheme: UnitScheme;
}

export const isUnitScheme = (scheme: string): scheme is UnitScheme => isAmong(UNIT_SCHEMES, scheme);
export const isUnit = (identifier: Identifier): identifier is Unit => isUnitScheme(identifier.scheme);
export const isScheme = (scheme: string): scheme is IdentifierScheme => isAmong(IDENTIFIER_SCHEMES, scheme);

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

/** White space, and what has no width at all (U+200B, U+FEFF, soft hyphens …): it comes along when a name is copied, and no eye sees it. */
const UNSEEN = /[\s\p{Default_Ignorable_Code_Point}]/gu;

/** Canonical value: NFC, nothing unseen, upper case where the scheme is case-blind; undefined when it cannot be a name. */
export function canonicalValue(scheme: string, given: string): string | undefined {
  if (!given.isWellFormed() || CONTROLS.test(given.trim())) return undefined;
  const compact = given.normalize('NFC').replace(UNSEEN, '');
  const value = UPPER_CASE.has(scheme) ? compact.toUpperCase() : compact;
  return value.length >= 1 && value.length <= 128 ? value : undefined;
}

/** Why a name was refused, in words for the person who sent it. */
export interface IdentifierFault {
  readonly fault: string;
}

/**
 * Parses a name. A tracking number is unique only with its carrier: `<carrier>/<number>`; a bare number takes
 * `carrier` when given, else it is refused.
 */
export function parseIdentifier(scheme: string, given: string, carrier?: string): Identifier | IdentifierFault {
  if (!isScheme(scheme)) return { fault: `unknown scheme '${scheme.slice(0, 64)}'; use one of ${IDENTIFIER_SCHEMES.join(', ')}` };
  const bare = scheme === 'tracking-number' && !given.includes('/');
  if (bare && !carrier) return { fault: 'a tracking number needs its carrier: <carrier>/<number>' };
  const value = canonicalValue(scheme, bare ? `${carrier}/${given}` : given);
  if (value === undefined) return { fault: `the ${scheme} must have 1 to 128 characters without control characters` };
  if (scheme === 'tracking-number' && /^\/|\/$/.test(value)) return { fault: 'a tracking number is <carrier>/<number>, both non-empty' };
  return { scheme, value };
}

/** What a report is about: a shipment by its own id, or a name that a shipment may hold. */
export type Subject =
  | { readonly kind: 'shipment'; readonly shipmentId: ShipmentId }
  | { readonly kind: 'identifier'; readonly identifier: Identifier };

/** Parses a CloudEvents `subject` of the form `<scheme>:<value>`. */
export function parseSubject(subject: string): Subject | IdentifierFault {
  const colon = subject.indexOf(':');
  if (colon < 1) return { fault: 'subject must be <scheme>:<value>, for example vehicle:TRUCK-7' };
  const scheme = subject.slice(0, colon);
  const value = subject.slice(colon + 1);
  if (scheme === 'shipment') {
    const shipmentId = parseShipmentId(canonicalValue(scheme, value) ?? '');
    return shipmentId ? { kind: 'shipment', shipmentId } : { fault: 'a shipment id is [A-Za-z0-9][A-Za-z0-9._-]{0,63}' };
  }
  const identifier = parseIdentifier(scheme, value);
  return 'fault' in identifier ? identifier : { kind: 'identifier', identifier };
}

/** The name that a subject is; a shipment goes by its id. */
export const subjectName = (subject: Subject): Identifier =>
  subject.kind === 'identifier' ? subject.identifier : { scheme: 'shipment', value: subject.shipmentId };

/** `<scheme>:<value>`, the canonical spelling of a subject. */
export const formatIdentifier = (identifier: Identifier): string => `${identifier.scheme}:${identifier.value}`;
export const formatSubject = (subject: Subject): string =>
  subject.kind === 'shipment' ? `shipment:${subject.shipmentId}` : formatIdentifier(subject.identifier);

export const sameIdentifier = (a: Identifier, b: Identifier): boolean => a.scheme === b.scheme && a.value === b.value;
