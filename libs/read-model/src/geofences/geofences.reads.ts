import { type FenceTerms, formatInstant } from '@waybill/events';
import { Cursors, pageOf, pageSize, withinBytes } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import type { PageRequest } from '../filters';
import type { Page } from '../view';
import type { GeofenceVersionView, GeofenceView } from './geofence.view';

/** bigint comes as text from node-postgres. */
type VersionRead = { revision: number; effective_from: string; effective_until: string | null; terms: FenceTerms };
type FenceRead = VersionRead & { geofence_id: string; name: string };

const versionView = ({ revision, effective_from, effective_until, terms }: VersionRead): GeofenceVersionView => ({
  revision,
  effectiveFrom: formatInstant(Number(effective_from)),
  effectiveUntil: effective_until === null ? null : formatInstant(Number(effective_until)),
  terms,
});

const viewOf = (row: FenceRead): GeofenceView => ({ geofenceId: row.geofence_id, version: versionView(row) });

/** Not over at that time, and in effect at all. */
const isAhead = (now: string): string =>
  `(v.effective_until is null or (v.effective_until > v.effective_from and v.effective_until > ${now}))`;

/** Fences, each with the version that counts at a time: the one in effect, else the next one that will be, else the last one drawn. */
const fencesAt = (schema: string, now: string): string => `
  select g.geofence_id, g.name, v.* from ${schema}.geofence g cross join lateral (
    select v.revision, v.effective_from, v.effective_until, v.terms from ${schema}.geofence_version v
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
  const rows = await database.query<FenceRead>(
    withinBytes(`${fencesAt(schema, at)} where ${conditions.sql} order by g.name, g.geofence_id limit ${size + 1}`, TERMS_BYTES),
    conditions.params,
  );
  return pageOf(rows, size, viewOf, (row) => BY_NAME.encode(row.name, row.geofence_id));
}

/** A fence as it is at a time. */
export async function geofence(database: Queryable, schema: string, geofenceId: string, now: number): Promise<GeofenceView | undefined> {
  const rows = await database.query<FenceRead>(`${fencesAt(schema, '$2::bigint')} where g.geofence_id = $1`, [geofenceId, now]);
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
  const rows = await database.query<VersionRead>(
    withinBytes(
      `select revision, effective_from, effective_until, terms from ${schema}.geofence_version
       where ${conditions.sql} order by revision limit ${size + 1}`,
      TERMS_BYTES,
    ),
    conditions.params,
  );
  return pageOf(rows, size, versionView, (row) => BY_REVISION.encode(row.revision));
}
