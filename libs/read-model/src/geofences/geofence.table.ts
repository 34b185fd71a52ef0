import type { FenceTerms } from '@waybill/events';
import type { ComparedTable } from '../comparison/tables';
import { type BatchTable, createTable, upsert } from '../database/batch-table';
import type { Queryable } from '../database/read-database';

/** A fence as its stream says up to a revision. */
export interface GeofenceRow {
  readonly geofence_id: string;
  readonly revision: number;
  /** Of the version that was drawn last. */
  readonly name: string;
}

/** When a version is in effect, in milliseconds since the Unix epoch. */
export interface GeofenceIntervalRow {
  readonly geofence_id: string;
  /** Of the event that drew it, in the fence's stream. */
  readonly revision: number;
  readonly effective_from: number;
  /** null while no later decision ends it. */
  readonly effective_until: number | null;
}

/** One version of a fence. A redrawing writes its own and the end of the one before, however many there were. */
export interface GeofenceVersionRow extends GeofenceIntervalRow {
  /** null leaves what was drawn: only when it ends has changed. */
  readonly terms: FenceTerms | null;
}

const GEOFENCE: BatchTable = {
  table: 'geofence',
  key: ['geofence_id'],
  columns: { geofence_id: 'text', revision: 'int', name: 'text' },
};

const GEOFENCE_VERSION: BatchTable = {
  table: 'geofence_version',
  key: ['geofence_id', 'revision'],
  columns: { geofence_id: 'text', revision: 'int', effective_from: 'bigint', effective_until: 'bigint', terms: 'jsonb' },
  nullable: ['effective_until', 'terms'],
  keepWhenNull: ['terms'],
};

/** Tables of the geofences read model: each fence, and each of its versions as decided. */
export const geofenceTables = (schema: string): readonly string[] => [
  createTable(schema, GEOFENCE),
  `create index if not exists geofence_name on ${schema}.geofence (name, geofence_id)`,
  createTable(schema, GEOFENCE_VERSION),
];

/** By what the rows are told apart when two builds are compared. */
export const GEOFENCE_COMPARISON: readonly ComparedTable[] = [
  { table: 'geofence', key: 'geofence_id' },
  { table: 'geofence_version', key: 'geofence_id' },
];

export async function writeGeofences(
  tx: Queryable,
  schema: string,
  fences: readonly GeofenceRow[],
  versions: readonly GeofenceVersionRow[],
): Promise<void> {
  await upsert(tx, schema, GEOFENCE, fences);
  await upsert(tx, schema, GEOFENCE_VERSION, versions);
}

/** Fences that are known, by id. */
export async function loadGeofences(tx: Queryable, schema: string, ids: readonly string[]): Promise<Map<string, GeofenceRow>> {
  const rows = await tx.query<GeofenceRow>(`select * from ${schema}.geofence where geofence_id = any($1::text[])`, [ids]);
  return new Map(rows.map((row) => [row.geofence_id, row]));
}

/** Versions that are in effect at some time after `from`: those that a decision for that time can end. In the order of the decisions. */
export async function loadIntervalsAfter(
  tx: Queryable,
  schema: string,
  fences: readonly { readonly geofenceId: string; readonly from: number }[],
): Promise<GeofenceIntervalRow[]> {
  const rows = await tx.query<GeofenceIntervalRow>(
    `select v.geofence_id, v.revision, v.effective_from, v.effective_until from ${schema}.geofence_version v
     join unnest($1::text[], $2::bigint[]) as x (geofence_id, "from") using (geofence_id)
     where v.effective_until is null or (v.effective_until > x."from" and v.effective_until > v.effective_from)
     order by v.geofence_id, v.revision`,
    [fences.map(({ geofenceId }) => geofenceId), fences.map(({ from }) => from)],
  );
  const numberOrNull = (value: unknown): number | null => (value === null ? null : Number(value));
  return rows.map((row) => ({
    ...row,
    effective_from: Number(row.effective_from),
    effective_until: numberOrNull(row.effective_until),
  }));
}
