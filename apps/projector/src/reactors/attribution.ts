import type { EventType, StoredEvent } from '@waybill/events';
import { REPORT_TYPES } from '@waybill/events';
import { Attribution } from '@waybill/tracking';
import type { ReactorDefinition } from '../processor';

const TYPES: readonly EventType[] = [
  ...REPORT_TYPES,
  'dev.waybill.shipment-registered.v1',
  'dev.waybill.identifier-assigned.v1',
  'dev.waybill.identifier-released.v1',
  'dev.waybill.shipment-loaded.v1',
  'dev.waybill.shipment-unloaded.v1',
  'dev.waybill.unit-loaded.v1',
  'dev.waybill.unit-unloaded.v1',
  'dev.waybill.delivered.v1',
  'dev.waybill.shipment-cancelled.v1',
  'dev.waybill.fact-retracted.v1',
  'dev.waybill.fact-reinstated.v1',
];

/**
 * Brings every report to the shipments that it concerns. Its partitions are whole streams; what it appends in other streams it appends
 * at their exact revision, so owners of different partitions do not get in each other's way.
 */
export const attribution: ReactorDefinition = {
  kind: 'reactor',
  name: 'attribution',
  version: 1,
  types: TYPES,
  keyOf: (event: StoredEvent) => event.stream,
  create: ({ eventLog, clock }) => Attribution.open({ log: eventLog, clock }),
};
