/**
 * What a scan can say, folded from X12 214, DCSA, GS1 CBV and the parcel vocabularies. Known codes without a row are `CARRIER_NOTE`; one that
 * no map knows is `UNKNOWN`, kept with its raw value.
 */
export const MILESTONES = [
  'INFO_RECEIVED',
  'ARRIVED_AT_PICKUP',
  'LOADED',
  'PICKED_UP',
  'IN_TRANSIT',
  'ARRIVED_AT_HUB',
  'DEPARTED_HUB',
  'AT_CUSTOMS',
  'CUSTOMS_RELEASED',
  'HANDED_OVER',
  'ARRIVING_SOON',
  'ARRIVED_AT_DESTINATION',
  'OUT_FOR_DELIVERY',
  'DELIVERY_ATTEMPTED',
  'AVAILABLE_FOR_PICKUP',
  'DELIVERED',
  'DEPARTED_DESTINATION',
  'RETURNING',
  'RETURNED',
  'CANCELLED',
  'LOST',
  'DAMAGED',
  'DELAYED',
  'ETA_UPDATED',
  'CARRIER_NOTE',
  'UNKNOWN',
] as const;
export type Milestone = (typeof MILESTONES)[number];

/** DCSA event classifier: actual, estimated, planned, requested. Only ACT ever moves a status. */
export const CLASSIFIERS = ['ACT', 'EST', 'PLN', 'REQ'] as const;
export type Classifier = (typeof CLASSIFIERS)[number];

/** Where a shipment is in its life, coarsely. The first four of the last row are terminal. */
export const SHIPMENT_STATUSES = [
  'CREATED',
  'INFO_RECEIVED',
  'PICKED_UP',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'AVAILABLE_FOR_PICKUP',
  'RETURNING',
  'DELIVERED',
  'RETURNED',
  'CANCELLED',
  'LOST',
  'UNKNOWN',
] as const;
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];
