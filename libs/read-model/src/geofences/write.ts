import type { Queryable } from '../database/read-database';
import { type BatchTable, upsert } from '../database/upsert';
import type { GeofenceVersionView } from '../views';

/** A fence as its stream says up to a revision. */
export interface GeofenceRow {
  readonly geofence_id: string;
  readonly revision: number;
  readonly name: string;
  readonly versions: readonly GeofenceVersionView[];
}

const GEOFENCE: BatchTable = {
  table: 'geofence',
  key: ['geofence_id'],
  columns: { geofence_id: 'text', revision: 'int', name: 'text', versions: 'jsonb' },
};

export const writeGeofences = (tx: Queryable, schema: string, rows: readonly GeofenceRow[]): Promise<void> =>
  upsert(tx, schema, GEOFENCE, rows);

/** Rows of fences that are known, by id. */
export async function loadGeofences(tx: Queryable, schema: string, ids: readonly string[]): Promise<Map<string, GeofenceRow>> {
  const rows = await tx.query<GeofenceRow>(`select * from ${schema}.geofence where geofence_id = any($1::text[])`, [ids]);
  return new Map(rows.map((row) => [row.geofence_id, row]));
}
