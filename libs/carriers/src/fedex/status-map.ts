import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/**
 * `eventType`, and `derivedStatusCode` where that is not here. Case counts: `Ow` is a code. `EA`, `SP` and `RC` stand in FedEx's list with
 * several meanings, so they are notes; `CA` is "cancelled" among the events and "carrier" among the reasons only.
 */
export const EVENT_TYPES: StatusMap = {
  ...codes('OC OX', 'INFO_RECEIVED'),
  ...codes('AP', 'ARRIVED_AT_PICKUP'),
  ...codes('PU PX', 'PICKED_UP'),
  ...codes('IT IX PF Ow EO', 'IN_TRANSIT'),
  ...codes('AR AF OF SF AA PL AC AX', 'ARRIVED_AT_HUB'),
  ...codes('DP LO', 'DEPARTED_HUB'),
  ...codes('CP', 'AT_CUSTOMS'),
  ...codes('CD', 'AT_CUSTOMS', { reason: 'customs_delay' }),
  ...codes('CC', 'CUSTOMS_RELEASED'),
  ...codes('FD AD', 'ARRIVED_AT_DESTINATION'),
  ...codes('OD ED', 'OUT_FOR_DELIVERY'),
  ...codes('DE', 'DELIVERY_ATTEMPTED'),
  ...codes('HL HP', 'AVAILABLE_FOR_PICKUP'),
  ...codes('DL', 'DELIVERED'),
  ...codes('RS', 'RETURNING'),
  ...codes('CA', 'CANCELLED'),
  ...codes('DY DD PD', 'DELAYED'),
  ...codes('SE AO CH DR DS EA EP LP PM RC RD RG RM RP RR SP TP TR', 'CARRIER_NOTE'),
};

/** References that are names of a shipment elsewhere. */
export const REFERENCES: Readonly<Record<string, 'bill-of-lading' | 'order'>> = {
  BILL_OF_LADING: 'bill-of-lading',
  PURCHASE_ORDER: 'order',
};
