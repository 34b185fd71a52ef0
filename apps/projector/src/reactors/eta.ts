import { parseShipmentId, type StoredEvent, shipmentOfStream } from '@waybill/events';
import { ArrivalPrediction } from '@waybill/prediction';
import { EVERY_PARTITION, type ReactorDefinition } from '../processor';
import { wantedBy } from '../wanted-events';

/** A shipment; sites and models concern all of them. */
function keyOf({ stream, type }: StoredEvent): string | undefined {
  if (type === 'dev.waybill.eta-model-promoted.v1' || stream.startsWith('site-')) return EVERY_PARTITION;
  return parseShipmentId(shipmentOfStream(stream) ?? '');
}

/** Says when shipments are expected, and says it again when that has changed. */
export const eta: ReactorDefinition = {
  kind: 'reactor',
  name: 'eta',
  version: 2,
  types: wantedBy('eta'),
  keyOf,
  create: ({ eventLog, clock, log, alive }) =>
    ArrivalPrediction.open({ log: eventLog, clock, alive, warn: (problem) => log.warn(problem) }),
};
