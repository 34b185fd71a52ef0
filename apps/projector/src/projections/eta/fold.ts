import tzLookup from '@photostructure/tz-lookup';
import { customerWindow, laneName } from '@waybill/domain';
import { type DataOf, ETA_TYPES, isOneOf, type Place, type StoredEvent } from '@waybill/events';
import type { EtaModelRow, ExpectedRow, PredictionRow } from '@waybill/read-model';

type Recalculated = DataOf<'dev.waybill.eta-recalculated.v1'>;

const nothingExpected = {
  p10: null,
  p50: null,
  p90: null,
  basis: null,
  reasons: null,
  modelVersion: null,
  ending: null,
  arrivedAt: null,
};

/** Of a shipment of which nothing is known yet. */
export const unknownShipment = (shipmentId: string): ExpectedRow => ({
  shipmentId,
  revision: -1,
  ...{ mode: null, carrier: null, lane: null, timeZone: null },
  ...nothingExpected,
  calculatedAt: null,
  customerWindow: null,
  changed: 0n,
});

const zoneOf = ({ latitude, longitude }: Place): string => tzLookup(latitude, longitude);

const predicted = ({ p10, p50, p90, basis, reasons, modelVersion }: Recalculated) => ({ p10, p50, p90, basis, reasons, modelVersion });

/** Made of the row alone, so that it is the same whichever event came first. */
function windowIn({ p10, p50, p90, calculatedAt, ending, timeZone }: ExpectedRow): string | null {
  // A plan says nothing any more of what has arrived or will not come.
  if (ending !== null && ending !== 'unknown') return 'null';
  if (p10 === null || p50 === null || p90 === null || calculatedAt === null) return null;
  return JSON.stringify(customerWindow({ p10, p90, hoursOut: (p50 - calculatedAt) / 3_600_000 }, timeZone ?? undefined));
}

function stepped(row: ExpectedRow, event: StoredEvent): ExpectedRow {
  const { revision, time: calculatedAt } = event;
  const changed = event.position > row.changed ? event.position : row.changed;
  if (event.type === 'dev.waybill.shipment-registered.v1') {
    const { mode = null, carrier = null, destination } = event.data;
    return { ...row, mode, carrier, lane: laneName(event.data), timeZone: zoneOf(destination), changed };
  }
  if (!isOneOf(event, ETA_TYPES) || revision <= row.revision) return row;
  switch (event.type) {
    case 'dev.waybill.eta-recalculated.v1':
      return { ...row, revision, ...nothingExpected, ...predicted(event.data), calculatedAt, changed };
    case 'dev.waybill.eta-ended.v1': {
      const { ending, arrivedAt = null } = event.data;
      return { ...row, revision, ...nothingExpected, ending, arrivedAt, calculatedAt, changed };
    }
    case 'dev.waybill.stream-erased.v1':
      return row;
  }
}

/** What is expected of a shipment after some more events. */
export function foldExpected(known: ExpectedRow, events: readonly StoredEvent[]): ExpectedRow {
  const row = events.toSorted((a, b) => Number(a.position - b.position)).reduce(stepped, known);
  return { ...row, customerWindow: windowIn(row) };
}

const nothingSaid = {
  p10: null,
  p50: null,
  p90: null,
  basis: null,
  baselines: null,
  reasons: null,
  modelVersion: null,
  hoursOut: null,
  ending: null,
  arrivedAt: null,
};

/** The line that an event adds to the history of what was said. */
export function predictionRow(shipmentId: string, event: StoredEvent): PredictionRow | undefined {
  const { revision, eventId, time: calculatedAt } = event;
  const line = { shipmentId, revision, eventId, calculatedAt, ...nothingSaid };
  if (event.type === 'dev.waybill.eta-recalculated.v1') {
    const { previous = null, baselines, hoursOut, cause, late } = event.data;
    return { ...line, ...predicted(event.data), previous, baselines, hoursOut, cause, late };
  }
  if (event.type !== 'dev.waybill.eta-ended.v1') return undefined;
  const { previous = null, ending, arrivedAt = null, cause, late } = event.data;
  return { ...line, previous, ending, arrivedAt, cause, late };
}

const NOT_TOLD = { seed: null, trips: null, meanErrorMinutes: null, coverage: null, trainedAt: null, promotedAt: null, promoted: null };

/** What an event tells of a model. */
export function modelRow(event: StoredEvent): EtaModelRow | undefined {
  if (event.type === 'dev.waybill.eta-model-trained.v1') {
    const { version, digest, seed, trips, meanErrorMinutes = null, coverage = null } = event.data;
    return { ...NOT_TOLD, version, digest, seed, trips, meanErrorMinutes, coverage, trainedAt: event.time };
  }
  if (event.type !== 'dev.waybill.eta-model-promoted.v1') return undefined;
  const { version, digest } = event.data;
  return { ...NOT_TOLD, version, digest, promotedAt: event.time, promoted: event.position };
}
