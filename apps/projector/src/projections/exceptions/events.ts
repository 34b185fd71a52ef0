import { EXCEPTION_EVENT_TYPES } from '@waybill/domain';
import { type EventType, type StoredEvent, shipmentOfExceptionsStream, shipmentOfStream } from '@waybill/events';

/** What the exceptions read model is made from: all that stands in the streams of exceptions. */
export const EXCEPTION_EVENTS = [
  ...EXCEPTION_EVENT_TYPES,
  'dev.waybill.geofence-entered.v1',
  'dev.waybill.geofence-exited.v1',
  'dev.waybill.geofence-crossing-retracted.v1',
  'dev.waybill.stream-erased.v1',
] as const satisfies readonly EventType[];

/** With a shipment its exceptions are erased, too. */
export const shipmentOfStep = ({ type, stream }: StoredEvent): string | undefined =>
  shipmentOfExceptionsStream(stream) ?? (type === 'dev.waybill.stream-erased.v1' ? shipmentOfStream(stream) : undefined);
