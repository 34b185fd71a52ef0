import type { StoredEvent } from '@waybill/events';
import {
  ABOUT_EXCEPTIONS,
  EXCEPTION,
  type ExceptionRow,
  eraseRows,
  loadExceptions,
  loadStepRevisions,
  type Queryable,
  rememberExceptions,
  STEP,
  upsert,
} from '@waybill/read-model';
import { remainingOf } from '../erasure';
import { grouped } from '../grouped';
import { foldExceptions } from './fold';
import { shipmentOfStep } from './shipment-of-step';
import { stepRow } from './steps';

/** The exceptions that an event is about: its own, and the one that this becomes part of. */
const concerned = ({ data }: StoredEvent): string[] => [
  ...('exceptionId' in data && typeof data.exceptionId === 'string' ? [data.exceptionId] : []),
  ...('mergedInto' in data && typeof data.mergedInto === 'string' ? [data.mergedInto] : []),
];

/** Folds a batch into the exceptions read model: two statements to read, two to write, whatever the number of exceptions that there are. */
export async function projectExceptions(batch: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const { erased, events } = remainingOf(batch, shipmentOfStep);
  await rememberExceptions(tx, schema, erased);
  await eraseRows(tx, schema, ABOUT_EXCEPTIONS, [...erased.keys()]);
  const groups = grouped(events, (event) => shipmentOfStep(event) as string);
  const known = grouped<ExceptionRow>(await loadExceptions(tx, schema, [...new Set(events.flatMap(concerned))]), (row) => row.shipmentId);
  const revisions = await loadStepRevisions(tx, schema, [...groups.keys()]);
  const rows = [...groups].flatMap(([shipmentId, own]) => {
    const upTo = revisions.get(shipmentId) ?? -1;
    const fresh = own.filter(({ revision }) => revision > upTo);
    return foldExceptions(shipmentId, known.get(shipmentId) ?? [], fresh);
  });
  const steps = [...groups].flatMap(([shipmentId, own]) => own.map((event) => stepRow(shipmentId, event)));
  await upsert(tx, schema, EXCEPTION, rows);
  await upsert(tx, schema, STEP, steps);
}
