import { fenceTerms } from '@waybill/events';
import { Cursors, pageOf, pageSize, withinBytes } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { reading, showing } from '../database/selection';
import type { PageRequest } from '../filters';
import type { Page } from '../view';
import { GEOFENCE, GEOFENCE_VERSION, type GeofenceIntervalRow, type GeofenceRow } from './geofence.table';
import { fenceTimes, type GeofenceVersionView, type GeofenceView } from './geofence.view';

const VERSION = showing(GEOFENCE_VERSION, fenceTimes.extend({ terms: fenceTerms }));

type Read = Readonly<Record<string, unknown>> & { readonly geofenceId: string };

const viewOf = (read: Read): GeofenceView => ({ geofenceId: read.geofenceId, version: VERSION.of(read) });

/** Not over at that time, and in effect at all. */
const isAhead = (now: string): string =>
  `(v.effective_until is null or (v.effective_until > v.effective_from and v.effective_until > ${now}))`;

/** Fences, each with the version that counts at a time: the one in effect, else the next one that will be, else the last one drawn. */
const fencesAt = (schema: string, now: string): string => `
  select g.geofence_id as "geofenceId", g.name, ${VERSION.columns('v')} from ${schema}.geofence g cross join lateral (
    select * from ${schema}.geofence_version v
    where v.geofence_id = g.geofence_id
    order by ${isAhead(now)} desc, case when ${isAhead(now)} then v.effective_from else -v.revision end, v.revision limit 1
  ) v`;

const TERMS_BYTES = 'octet_length(terms::text)';

const BY_NAME = new Cursors('geofences', ['text', 'text']);

/** Fences in the order of their names, as they are at a time. */
export async function listGeofences(database: Queryable, schema: string, now: number, page: PageRequest): Promise<Page<GeofenceView>> {
  const conditions = new Conditions();
  const at = `${conditions.param(now)}::bigint`;
  const after = BY_NAME.decode(page.cursor);
  if (after) conditions.and('(g.name, g.geofence_id) > (?::text, ?::text)', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<Read & { name: string }>(
    withinBytes(`${fencesAt(schema, at)} where ${conditions.sql} order by g.name, g.geofence_id limit ${size + 1}`, TERMS_BYTES),
    conditions.params,
  );
  return pageOf(rows, size, viewOf, (row) => BY_NAME.encode(row.name, row.geofenceId));
}

/** A fence as it is at a time. */
export async function readGeofence(
  database: Queryable,
  schema: string,
  geofenceId: string,
  now: number,
): Promise<GeofenceView | undefined> {
  const rows = await database.query<Read>(`${fencesAt(schema, '$2::bigint')} where g.geofence_id = $1`, [geofenceId, now]);
  return rows[0] && viewOf(rows[0]);
}

const BY_REVISION = new Cursors('geofence versions', ['revision']);

/** All versions of a fence, in the order of the decisions. */
export async function geofenceVersions(
  database: Queryable,
  schema: string,
  geofenceId: string,
  page: PageRequest,
): Promise<Page<GeofenceVersionView>> {
  const conditions = new Conditions().and('geofence_id = ?', geofenceId);
  const after = BY_REVISION.decode(page.cursor);
  if (after) conditions.and('revision > ?::bigint', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<{ revision: number }>(
    withinBytes(
      `select ${VERSION.columns('v')} from ${schema}.geofence_version v
       where ${conditions.sql} order by revision limit ${size + 1}`,
      TERMS_BYTES,
    ),
    conditions.params,
  );
  return pageOf(rows, size, VERSION.of, (row) => BY_REVISION.encode(row.revision));
}

const KNOWN = reading(GEOFENCE);
const INTERVAL = reading(GEOFENCE_VERSION, ['geofenceId', 'revision', 'effectiveFrom', 'effectiveUntil']);

/** Fences that are known, by id. */
export async function loadGeofences(tx: Queryable, schema: string, ids: readonly string[]): Promise<Map<string, GeofenceRow>> {
  const rows = await tx.query(`select ${KNOWN.columns('g')} from ${schema}.geofence g where geofence_id = any($1::text[])`, [ids]);
  return new Map(rows.map(KNOWN.of).map((row) => [row.geofenceId, row]));
}

/** Versions that are in effect at some time after `from`: those that a decision for that time can end. In the order of the decisions. */
export async function loadIntervalsAfter(
  tx: Queryable,
  schema: string,
  fences: readonly { readonly geofenceId: string; readonly from: number }[],
): Promise<GeofenceIntervalRow[]> {
  const rows = await tx.query(
    `select ${INTERVAL.columns('v')} from ${schema}.geofence_version v
     join unnest($1::text[], $2::bigint[]) as x (geofence_id, "from") using (geofence_id)
     where v.effective_until is null or (v.effective_until > x."from" and v.effective_until > v.effective_from)
     order by v.geofence_id, v.revision`,
    [fences.map(({ geofenceId }) => geofenceId), fences.map(({ from }) => from)],
  );
  return rows.map(INTERVAL.of);
}
