import { z } from 'zod';
import { items, optionalObject, optionalText } from '../reading';

const anything = z.unknown().optional();
const place = optionalObject({ id: optionalText(500) });

/** A document, the answer to a query, or an event that stands alone. */
export const document = z
  .object({
    type: optionalText(),
    epcisBody: optionalObject({ eventList: items, queryResults: optionalObject({ resultsBody: optionalObject({ eventList: items }) }) }),
  })
  .describe('An EPCIS document');

/** An event as it was sent, for what the standard says about its members. */
export const sentEvent = z.record(z.string(), z.unknown()).describe('An event');

export const epcisEvent = z.object({
  type: optionalText(),
  action: anything,
  eventTime: optionalText(64),
  recordTime: optionalText(64),
  eventTimeZoneOffset: anything,
  eventID: anything,
  epcList: items,
  parentID: optionalText(500),
  childEPCs: items,
  outputEPCList: items,
  bizStep: optionalText(500),
  disposition: optionalText(500),
  readPoint: place,
  bizLocation: place,
  bizTransactionList: items,
  errorDeclaration: anything,
});
export type EpcisEvent = z.infer<typeof epcisEvent>;

export const bizTransaction = optionalObject({ type: optionalText(500), bizTransaction: optionalText(500) });
export const errorDeclaration = optionalObject({ declarationTime: optionalText(64), reason: optionalText() });

const COMMON = '@context type eventTime recordTime eventTimeZoneOffset eventID certificationInfo errorDeclaration';
const SHARED = 'bizStep disposition readPoint bizLocation bizTransactionList sourceList destinationList sensorElementList';
const membersOf = (own: string): ReadonlySet<string> => new Set(`${COMMON} ${SHARED} ${own}`.split(' '));

/** The members that the standard's schema gives to each type of event. Others are extensions, whose names have a prefix. */
export const MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  ObjectEvent: membersOf('action epcList quantityList persistentDisposition ilmd'),
  AggregationEvent: membersOf('action parentID childEPCs childQuantityList'),
  TransactionEvent: membersOf('action parentID epcList quantityList'),
  TransformationEvent: membersOf(
    'inputEPCList inputQuantityList outputEPCList outputQuantityList transformationID persistentDisposition ilmd',
  ),
  AssociationEvent: membersOf('action parentID childEPCs childQuantityList'),
};

export const ACTIONS: readonly unknown[] = ['ADD', 'OBSERVE', 'DELETE'];
export const ZONE_OFFSET = /^[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/;
