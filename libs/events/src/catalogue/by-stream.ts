import { type EventType, REPORT_TYPES } from './index';

/** Types that stand in the stream of a shipment. A fold of it says of each what it does, or that it does nothing. */
export const SHIPMENT_TYPES = [
  ...REPORT_TYPES,
  'dev.waybill.shipment-registered.v1',
  'dev.waybill.route-planned.v1',
  'dev.waybill.shipment-loaded.v1',
  'dev.waybill.shipment-unloaded.v1',
  'dev.waybill.shipment-cancelled.v1',
  'dev.waybill.delivered.v1',
  'dev.waybill.fact-retracted.v1',
  'dev.waybill.fact-reinstated.v1',
  'dev.waybill.tracking-link-issued.v1',
  'dev.waybill.tracking-link-revoked.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of a name: loads and unloads of shipments as traces. */
export const IDENTIFIER_TYPES = [
  ...REPORT_TYPES,
  'dev.waybill.identifier-assigned.v1',
  'dev.waybill.identifier-released.v1',
  'dev.waybill.shipment-loaded.v1',
  'dev.waybill.shipment-unloaded.v1',
  'dev.waybill.unit-loaded.v1',
  'dev.waybill.unit-unloaded.v1',
  'dev.waybill.fact-retracted.v1',
  'dev.waybill.fact-reinstated.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of a shipment's predictions. */
export const ETA_TYPES = [
  'dev.waybill.eta-recalculated.v1',
  'dev.waybill.eta-ended.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of a geofence. */
export const GEOFENCE_TYPES = [
  'dev.waybill.geofence-defined.v1',
  'dev.waybill.geofence-redrawn.v1',
  'dev.waybill.geofence-retired.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of an API key. */
export const API_KEY_TYPES = [
  'dev.waybill.api-key-created.v1',
  'dev.waybill.api-key-revoked.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of the customers' page. */
export const TRACKING_PAGE_TYPES = [
  'dev.waybill.tracking-page-changed.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of a source. */
export const SOURCE_TYPES = [
  'dev.waybill.source-registered.v1',
  'dev.waybill.source-changed.v1',
  'dev.waybill.source-secrets-rotated.v1',
  'dev.waybill.source-retired.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of a site. */
export const SITE_TYPES = [
  'dev.waybill.site-registered.v1',
  'dev.waybill.site-changed.v1',
  'dev.waybill.site-retired.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** Types that stand in the stream of a shipment's arrivals. */
export const ARRIVAL_TYPES = [
  'dev.waybill.destination-bound.v1',
  'dev.waybill.arriving-soon.v1',
  'dev.waybill.arrival-withdrawn.v1',
  'dev.waybill.arrived-at-site.v1',
  'dev.waybill.left-site.v1',
  'dev.waybill.site-visit-retracted.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];
