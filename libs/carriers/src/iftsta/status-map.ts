import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** UN/ECE Recommendation 24, which the standard names for STS. Partners use codes of their own instead: those are unknown until they are mapped. */
export const STATUSES: StatusMap = {
  ...codes('6', 'INFO_RECEIVED'),
  ...codes('7', 'CANCELLED'),
  ...codes('13', 'PICKED_UP'),
  ...codes('16 31 35', 'IN_TRANSIT'),
  ...codes('1 40', 'ARRIVED_AT_HUB'),
  ...codes('24 27', 'DEPARTED_HUB'),
  ...codes('12', 'CUSTOMS_RELEASED'),
  ...codes('17', 'AT_CUSTOMS', { reason: 'customs_delay' }),
  ...codes('41', 'HANDED_OVER'),
  ...codes('23', 'DELIVERY_ATTEMPTED'),
  ...codes('21 22', 'DELIVERED'),
  ...codes('18', 'DAMAGED', { reason: 'carrier_damaged_parcel' }),
  ...codes('20 25', 'DELAYED'),
  ...codes('2 3 4 5 8 9 10 11 14 15 19 26 28 29 30 32 33 34 36 37 38 39 44 45', 'CARRIER_NOTE'),
};

/** Times of a leg (DTM), at the place before them. At the place of delivery (LOC+7) an arrival to come is the estimate of the whole. */
export const LEG_TIMES: StatusMap = {
  ...codes('186', 'DEPARTED_HUB'),
  ...codes('178', 'ARRIVED_AT_HUB'),
  ...codes('133', 'DEPARTED_HUB', { classifier: 'EST' }),
  ...codes('132', 'ARRIVED_AT_HUB', { classifier: 'EST' }),
  ...codes('7/132', 'ETA_UPDATED', { classifier: 'EST' }),
};

/** References (RFF) that are names of a shipment. */
export const REFERENCES: Readonly<Record<string, 'bill-of-lading' | 'booking' | 'order'>> = {
  BM: 'bill-of-lading',
  BN: 'booking',
  CU: 'order',
  ON: 'order',
  CO: 'order',
  SRN: 'order',
};
