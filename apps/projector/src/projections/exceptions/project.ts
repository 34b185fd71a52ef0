import type { StoredEvent } from '@waybill/events';
import { EXCEPTION_COMPARISON, type ExceptionRow, eraseRows, loadExceptions, type Queryable, writeExceptions } from '@waybill/read-model';
import { remainingOf } from '../erasure';
import { grouped } from '../grouped';
import { shipmentOfStep } from './events';
import { foldExceptions } from './fold';
import { stepRow } from './steps';

/** Folds a batch into the exceptions read model: one statement to read, two to write. */
export async function projectExceptions(batch: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const { erased, events } = remainingOf(batch, shipmentOfStep);
  await eraseRows(tx, schema, EXCEPTION_COMPARISON, erased);
  const groups = grouped(events, (event) => shipmentOfStep(event) as string);
  const known = grouped<ExceptionRow>(await loadExceptions(tx, schema, [...groups.keys()]), (row) => row.shipment_id);
  await writeExceptions(tx, schema, {
    exceptions: [...groups].flatMap(([shipmentId, own]) => foldExceptions(shipmentId, known.get(shipmentId) ?? [], own)),
    steps: [...groups].flatMap(([shipmentId, own]) => own.map((event) => stepRow(shipmentId, event))),
  });
}
