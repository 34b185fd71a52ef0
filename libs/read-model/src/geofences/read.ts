import { Cursors, pageOf, pageSize } from '../cursors';
import type { Queryable } from '../database/read-database';
import type { PageRequest } from '../filters';
import { Conditions } from '../shipments/conditions';
import type { GeofenceView, Page } from '../views';
import type { GeofenceRow } from './write';

const viewOf = ({ geofence_id, versions }: GeofenceRow): GeofenceView => ({ geofenceId: geofence_id, versions });

const BY_NAME = new Cursors('geofences', ['text', 'text']);

/** Fences in the order of their names. */
export async function listGeofences(database: Queryable, schema: string, page: PageRequest): Promise<Page<GeofenceView>> {
  const conditions = new Conditions();
  const after = BY_NAME.decode(page.cursor);
  if (after) conditions.and('(name, geofence_id) > (?::text, ?::text)', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<GeofenceRow>(
    `select * from ${schema}.geofence where ${conditions.sql} order by name, geofence_id limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, viewOf, (row) => BY_NAME.encode(row.name, row.geofence_id));
}

export async function geofence(database: Queryable, schema: string, geofenceId: string): Promise<GeofenceView | undefined> {
  const rows = await database.query<GeofenceRow>(`select * from ${schema}.geofence where geofence_id = $1`, [geofenceId]);
  return rows[0] && viewOf(rows[0]);
}
