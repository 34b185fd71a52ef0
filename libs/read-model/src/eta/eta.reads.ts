import type { Instant, StoredEvent } from '@waybill/events';
import { Cursors, pageOf, pageSize } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { reading, showing } from '../database/selection';
import type { PageRequest } from '../filters';
import type { Page } from '../view';
import { ETA_MODEL, EXPECTED, type ExpectedRow, PREDICTION } from './eta.table';
import { type EtaModelView, type EtaStep, type EtaView, etaModelView, etaStep, etaView } from './eta.view';

const CURRENT = showing(EXPECTED, etaView);
const SHOWN_STEP = showing(PREDICTION, etaStep);
const SHOWN_MODEL = showing(ETA_MODEL, etaModelView);
const WHOLE = reading(EXPECTED);

type Read = Readonly<Record<string, unknown>>;

/** SQL for what is said of the arrival of `s`, as one JSON document. */
export const etaOf = (schema: string): string =>
  `(select to_jsonb(e) from (select ${CURRENT.columns('x')} from ${schema}.expected x
    where x.shipment_id = s.shipment_id and x.p50 is not null) e)`;
/** The same as it is shown. */
export const shownEta = (read: unknown): EtaView | null => (read ? (CURRENT.of(read as Read) as EtaView) : null);

/** What is expected after an event, as it is shown; `before` when the event says nothing of it. */
export function etaSaidBy(event: StoredEvent, before: EtaView | null): EtaView | null {
  if (event.type === 'dev.waybill.eta-ended.v1') return null;
  if (event.type !== 'dev.waybill.eta-recalculated.v1') return before;
  const { p10, p50, p90, basis, reasons, modelVersion } = event.data;
  return CURRENT.ofRow({ p10, p50, p90, basis, reasons, modelVersion, calculatedAt: event.time }) as EtaView;
}

const BY_REVISION = new Cursors('eta history', ['revision']);

/** What was said of a shipment's arrival, in the order in which it was said; undefined when the shipment is not known. */
export async function etaHistory(
  database: Queryable,
  schema: string,
  shipmentId: string,
  page: PageRequest,
): Promise<Page<EtaStep> | undefined> {
  const known = await database.query(`select from ${schema}.expected where shipment_id = $1`, [shipmentId]);
  if (known.length === 0) return undefined;
  const conditions = new Conditions().and('shipment_id = ?', shipmentId);
  const after = BY_REVISION.decode(page.cursor);
  if (after) conditions.and('revision > ?::bigint', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<Read & { revision: string }>(
    `select p.revision, ${SHOWN_STEP.columns('p')} from ${schema}.prediction p where ${conditions.sql} order by revision limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, SHOWN_STEP.of, (row) => BY_REVISION.encode(Number(row.revision))) as Page<EtaStep>;
}

/** Models that were trained on this log, the newest first. */
export async function listEtaModels(database: Queryable, schema: string): Promise<readonly EtaModelView[]> {
  const rows = await database.query<Read & { live: boolean }>(
    `select ${SHOWN_MODEL.columns('m')}, coalesce(m.promoted = max(m.promoted) over (), false) as live
     from ${schema}.eta_model m order by m.trained_at desc nulls last, m.version limit 200`,
  );
  return rows.map((row) => ({ ...SHOWN_MODEL.of(row), live: row.live }));
}

/** A prediction of a shipment that has arrived since, with what it is grouped by. */
export interface PastPrediction {
  readonly shipmentId: string;
  readonly arrivedAt: Instant;
  readonly calculatedAt: Instant;
  readonly p10: Instant;
  readonly p50: Instant;
  readonly p90: Instant;
  readonly baselines: Readonly<Record<string, number>>;
  readonly mode: string | null;
  readonly carrier: string | null;
  readonly lane: string | null;
}

const TIMES = ['arrivedAt', 'calculatedAt', 'p10', 'p50', 'p90'] as const;

/** Every prediction of the shipments that arrived last. */
export async function pastPredictions(database: Queryable, schema: string, mostTrips: number): Promise<PastPrediction[]> {
  const rows = await database.query<PastPrediction>(
    `select x.shipment_id as "shipmentId", x.arrived_at as "arrivedAt", p.calculated_at as "calculatedAt", p.p10, p.p50, p.p90, p.baselines,
       x.mode, x.carrier, x.lane
     from (select * from ${schema}.expected where arrived_at is not null order by arrived_at desc, shipment_id limit ${mostTrips}) x
     join ${schema}.prediction p using (shipment_id)
     where p.p50 is not null and p.calculated_at < x.arrived_at`,
  );
  return rows.map((row) => ({ ...row, ...Object.fromEntries(TIMES.map((name) => [name, Number(row[name])])) }) as PastPrediction);
}

/** What is known of some shipments, which a batch goes on from. */
export async function loadExpected(tx: Queryable, schema: string, shipmentIds: readonly string[]): Promise<Map<string, ExpectedRow>> {
  const rows = await tx.query(
    `select ${WHOLE.columns('x')} from ${schema}.expected x where shipment_id = any($1::text[])`,
    [shipmentIds],
    `load expected ${schema}`,
  );
  return new Map(rows.map(WHOLE.of).map((row) => [row.shipmentId, row]));
}
