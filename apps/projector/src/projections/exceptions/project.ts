import type { StoredEvent } from '@waybill/events';
import { type ExceptionRow, loadExceptions, type Queryable, writeExceptions } from '@waybill/read-model';
import { grouped } from '../grouped';
import { shipmentOfStep } from './events';
import { foldExceptions } from './fold';
import { stepRow } from './steps';

/** Folds a batch into the exceptions read model: one statement to read, two to write. */
export async function projectExceptions(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const groups = grouped(events, (event) => shipmentOfStep(event) as string);
  const known = grouped<ExceptionRow>(await loadExceptions(tx, schema, [...groups.keys()]), (row) => row.shipment_id);
  await writeExceptions(tx, schema, {
    exceptions: [...groups].flatMap(([shipmentId, own]) => foldExceptions(shipmentId, known.get(shipmentId) ?? [], own)),
    steps: [...groups].flatMap(([shipmentId, own]) => own.map((event) => stepRow(shipmentId, event))),
  });
}
