import { type StoredEvent, shipmentOfExceptionsStream, shipmentOfStream } from '@waybill/events';

/** With a shipment its exceptions are erased, too. */
export const shipmentOfStep = ({ type, stream }: StoredEvent): string | undefined =>
  shipmentOfExceptionsStream(stream) ?? (type === 'dev.waybill.stream-erased.v1' ? shipmentOfStream(stream) : undefined);
