import { type StoredEvent, shipmentOfEtaStream, shipmentOfStream } from '@waybill/events';
import {
  ABOUT_ETA,
  ETA_MODEL,
  ETA_TABLES,
  EXPECTED,
  eraseRows,
  loadExpected,
  PREDICTION,
  PREDICTIONS,
  type Queryable,
  upsert,
} from '@waybill/read-model';
import type { Projection } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { remainingOf } from '../erasure';
import { grouped } from '../grouped';
import { foldExpected, modelRow, predictionRow, unknownShipment } from './fold';

const shipmentOf = ({ stream }: StoredEvent): string | undefined => shipmentOfEtaStream(stream) ?? shipmentOfStream(stream);

/** A shipment, or the version of a model. */
const keyOf = (event: StoredEvent): string | undefined => modelRow(event)?.version ?? shipmentOf(event);

async function handle(batch: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const { erased, events } = remainingOf(batch, shipmentOf);
  await eraseRows(tx, schema, ABOUT_ETA, [...erased.keys()]);
  // Each by itself: what two events tell of one model is put together in the table.
  for (const model of events.flatMap((event) => modelRow(event) ?? [])) await upsert(tx, schema, ETA_MODEL, [model]);
  const groups = grouped(
    events.filter((event) => shipmentOf(event) !== undefined),
    (event) => shipmentOf(event) as string,
  );
  const known = await loadExpected(tx, schema, [...groups.keys()]);
  const rows = [...groups].map(([shipmentId, own]) => foldExpected(known.get(shipmentId) ?? unknownShipment(shipmentId), own));
  await upsert(tx, schema, EXPECTED, rows);
  await upsert(
    tx,
    schema,
    PREDICTION,
    [...groups].flatMap(([shipmentId, own]) => own.flatMap((event) => predictionRow(shipmentId, event) ?? [])),
  );
}

/** When shipments are expected, what was said of that, and the models that said it. */
export const predictions: Projection = {
  kind: 'projection',
  name: PREDICTIONS,
  version: 1,
  types: wantedBy(PREDICTIONS),
  keyOf,
  tables: ETA_TABLES,
  handle,
};
