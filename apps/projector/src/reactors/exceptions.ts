import { ExceptionDetection } from '@waybill/detection';
import {
  type EventType,
  parseShipmentId,
  REPORT_TYPES,
  type StoredEvent,
  shipmentOfExceptionsStream,
  shipmentOfStream,
} from '@waybill/events';
import { EVERY_PARTITION, type ReactorDefinition } from '../processor';

const TYPES: readonly EventType[] = [
  ...REPORT_TYPES,
  'dev.waybill.shipment-registered.v1',
  'dev.waybill.route-planned.v1',
  'dev.waybill.delivered.v1',
  'dev.waybill.shipment-cancelled.v1',
  'dev.waybill.fact-retracted.v1',
  'dev.waybill.fact-reinstated.v1',
  'dev.waybill.geofence-defined.v1',
  'dev.waybill.geofence-redrawn.v1',
  'dev.waybill.geofence-retired.v1',
  // What people decide: a snooze ends by the clock.
  'dev.waybill.exception-acknowledged.v1',
  'dev.waybill.exception-assigned.v1',
  'dev.waybill.exception-snoozed.v1',
  'dev.waybill.exception-resolved.v1',
  'dev.waybill.exception-reopened.v1',
];

/** A shipment; fences concern all of them. */
function keyOf({ stream }: StoredEvent): string | undefined {
  if (stream.startsWith('geofence-')) return EVERY_PARTITION;
  return parseShipmentId(shipmentOfStream(stream) ?? shipmentOfExceptionsStream(stream) ?? '');
}

/** Raises exceptions, ends them and takes them back, as the facts of shipments show them. */
export const detection: ReactorDefinition = {
  kind: 'reactor',
  name: 'detection',
  version: 1,
  types: TYPES,
  keyOf,
  create: ({ eventLog, clock, alive }) => ExceptionDetection.open({ log: eventLog, clock, alive }),
};
