import { ExceptionDetection } from '@waybill/detection';
import { parseShipmentId, type StoredEvent, shipmentOfEtaStream, shipmentOfExceptionsStream, shipmentOfStream } from '@waybill/events';
import { EVERY_PARTITION, type ReactorDefinition } from '../processor';
import { wantedBy } from '../wanted-events';

/** A shipment; fences concern all of them. */
function keyOf({ stream }: StoredEvent): string | undefined {
  if (stream.startsWith('geofence-')) return EVERY_PARTITION;
  return parseShipmentId(shipmentOfStream(stream) ?? shipmentOfExceptionsStream(stream) ?? shipmentOfEtaStream(stream) ?? '');
}

/** Raises exceptions, ends them and takes them back, as the facts of shipments show them. */
export const detection: ReactorDefinition = {
  kind: 'reactor',
  name: 'detection',
  version: 2,
  types: wantedBy('detection'),
  keyOf,
  create: ({ eventLog, clock, alive }) => ExceptionDetection.open({ log: eventLog, clock, alive }),
};
