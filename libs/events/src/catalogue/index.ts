import type { z } from 'zod';
import { isAmong, keysOf } from '../narrowing';
import { ADMINISTRATION_EVENTS } from './administration-events';
import { ARRIVAL_EVENTS } from './arrivals';
import { CARRIER_EVENTS } from './carrier-events';
import type { CatalogueEntry } from './entry';
import { ETA_EVENTS } from './eta';
import { EXCEPTION_EVENTS } from './exception-events';
import { GEOFENCE_EVENTS } from './geofence-events';
import { SHIPMENT_EVENTS } from './shipment-events';
import { SITE_EVENTS } from './sites';
import { STREAM_EVENTS } from './stream-events';

/** Every event type that Waybill stores. Tests and the generated docs read this table; so does the validation of reports. */
export const CATALOGUE = {
  ...SHIPMENT_EVENTS,
  ...ADMINISTRATION_EVENTS,
  ...CARRIER_EVENTS,
  ...EXCEPTION_EVENTS,
  ...GEOFENCE_EVENTS,
  ...SITE_EVENTS,
  ...ETA_EVENTS,
  ...ARRIVAL_EVENTS,
  ...STREAM_EVENTS,
} as const satisfies Record<string, CatalogueEntry>;

export type EventType = keyof typeof CATALOGUE;
/** Data of an event type as it is written: JSON, as its schema describes it. */
export type JsonOf<T extends EventType> = z.input<(typeof CATALOGUE)[T]['schema']>;
/** The same as it is read: times are instants. */
export type DataOf<T extends EventType> = z.output<(typeof CATALOGUE)[T]['schema']>;

export const EVENT_TYPES = keysOf(CATALOGUE);
export const isEventType = (type: string): type is EventType => Object.hasOwn(CATALOGUE, type);

/** Types that the webhook takes in: what the outside world may report. */
export const REPORT_TYPES = [
  'dev.waybill.position-reported.v1',
  'dev.waybill.item-scanned.v1',
  'dev.waybill.vehicle-departed.v1',
  'dev.waybill.vehicle-arrived.v1',
] as const satisfies readonly EventType[];
export type ReportType = (typeof REPORT_TYPES)[number];
export const isReportType = (type: string): type is ReportType => isAmong(REPORT_TYPES, type);

export * from './administration';
export { WITHDRAWAL_REASONS } from './arrivals';
export * from './bounds';
export * from './carriers';
export * from './decisions';
export type { CatalogueEntry, EventKind } from './entry';
export { ETA_BASES, ETA_COMPARISONS, ETA_ENDINGS, type EtaComparison, type EtaEnding, type EtaReason } from './eta';
export * from './exceptions';
export * from './geofences';
export * from './reports';
export * from './shapes';
export { type SiteTerms, siteId, siteTerms } from './sites';
export * from './tracking-page';
