import { type JsonFault, pointerStep } from '@waybill/events';
import { ATTRIBUTE_RULES, attributeNameFault, extensionFault, isBase64, REQUIRED_ATTRIBUTES } from './attribute-values';

/** A CloudEvent as it was sent, in any mode, before anything is known about it. */
export interface SentEvent {
  /** Attributes by name; `data` and `data_base64` among them in the JSON format. JSON null counts as absent. */
  readonly members: Readonly<Record<string, unknown>>;
  /** The payload of binary mode. */
  readonly body?: Uint8Array;
  /** Faults that were found on the way here. */
  readonly faults?: readonly JsonFault[];
}

/** A CloudEvent that is right by the specification alone. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Every other attribute as sent. */
  readonly attributes: Record<string, unknown>;
  readonly data?: unknown;
  /** Payload given as bytes: binary mode, or `data_base64`. */
  readonly bytes?: Uint8Array;
}

function attributeFault(name: string, value: unknown): JsonFault | undefined {
  const rule = ATTRIBUTE_RULES[name];
  const detail = rule ? rule(value) : (attributeNameFault(name) ?? extensionFault(value));
  return detail === undefined ? undefined : { pointer: pointerStep(name), detail };
}

function payloadFault(name: string, value: unknown, members: SentEvent['members']): JsonFault | undefined {
  if (name === 'data' || value === null) return undefined;
  if (Object.hasOwn(members, 'data')) return { pointer: '/data_base64', detail: 'must not stand beside data' };
  return typeof value === 'string' && isBase64(value) ? undefined : { pointer: '/data_base64', detail: 'must be Base64 (RFC 4648)' };
}

const isPayload = (name: string): boolean => name === 'data' || name === 'data_base64';

function missing(members: SentEvent['members'], found: readonly JsonFault[]): JsonFault[] {
  return REQUIRED_ATTRIBUTES.filter((name) => !Object.hasOwn(members, name) || members[name] === null)
    .map((name) => ({ pointer: pointerStep(name), detail: 'is required' }))
    .filter(({ pointer }) => !found.some((fault) => fault.pointer === pointer));
}

function faultsOf({ members, faults = [] }: SentEvent): JsonFault[] {
  const found = [...faults];
  for (const name of Object.keys(members)) {
    const value = members[name];
    const fault = isPayload(name) ? payloadFault(name, value, members) : value === null ? undefined : attributeFault(name, value);
    if (fault) found.push(fault);
  }
  return [...found, ...missing(members, found)];
}

function payload({ members, body }: SentEvent): Pick<Envelope, 'data' | 'bytes'> {
  if (typeof members.data_base64 === 'string') return { bytes: Buffer.from(members.data_base64, 'base64') };
  return body === undefined ? { data: members.data } : { bytes: body };
}

function attributesOf(members: SentEvent['members']): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    if (members[name] !== null && name !== 'id' && name !== 'source' && name !== 'type' && !isPayload(name))
      attributes[name] = members[name];
  }
  return attributes;
}

/**
 * Stage one of intake: the CloudEvents specification alone, all faults at once. The SDK is not asked: it makes up ids and times
 * that are missing and accepts any `specversion`, so nothing that it returns shows what was sent.
 */
export function checkEnvelope(sent: SentEvent): Envelope | readonly JsonFault[] {
  const faults = faultsOf(sent);
  if (faults.length > 0) return faults;
  const { id, source, type } = sent.members as { id: string; source: string; type: string };
  return { id, source, type, attributes: attributesOf(sent.members), ...payload(sent) };
}

/** The source as far as it can be read, so that a foreign one is refused before anything else is said about the event. */
export const sourceOf = ({ members }: SentEvent): string | undefined => (typeof members.source === 'string' ? members.source : undefined);
