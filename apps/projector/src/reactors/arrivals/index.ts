import { parseShipmentId, type StoredEvent, shipmentOfEtaStream, shipmentOfStream } from '@waybill/events';
import { EVERY_PARTITION, type ReactorDefinition } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { Arrivals } from './arrivals';

/** A shipment; sites concern all of them. */
function keyOf({ stream }: StoredEvent): string | undefined {
  if (stream.startsWith('site-')) return EVERY_PARTITION;
  return parseShipmentId(shipmentOfStream(stream) ?? shipmentOfEtaStream(stream) ?? '');
}

/** Tells sites of the shipments that come to them. */
export const arrivals: ReactorDefinition = {
  kind: 'reactor',
  name: 'arrivals',
  version: 1,
  types: wantedBy('arrivals'),
  keyOf,
  create: ({ eventLog, clock, alive }) => new Arrivals({ eventLog, clock, alive }),
};
