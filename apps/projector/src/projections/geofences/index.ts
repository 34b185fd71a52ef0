import { type DrawnVersion, evolveHistory, type FenceHistory } from '@waybill/domain';
import { formatInstant, geofenceOfStream, type Instant, parseInstant, type StoredEvent } from '@waybill/events';
import {
  GEOFENCE_COMPARISON,
  GEOFENCES,
  type GeofenceRow,
  geofenceTables,
  loadGeofences,
  type Queryable,
  writeGeofences,
} from '@waybill/read-model';
import type { Projection } from '../../processor';

const keyOf = ({ stream }: StoredEvent): string | undefined => geofenceOfStream(stream);

const historyOf = (row: GeofenceRow | undefined): FenceHistory =>
  (row?.versions ?? []).map(({ revision, effectiveFrom, effectiveUntil, terms }) => ({
    revision,
    from: parseInstant(effectiveFrom) as Instant,
    ...(effectiveUntil !== null && { until: parseInstant(effectiveUntil) }),
    terms,
  }));

const versionView = ({ revision, from, until, terms }: DrawnVersion): GeofenceRow['versions'][number] => ({
  revision,
  effectiveFrom: formatInstant(from),
  effectiveUntil: until === undefined ? null : formatInstant(until),
  terms,
});

/** Folds one fence's events; those that the row contains are passed over. */
function foldFence(geofenceId: string, known: GeofenceRow | undefined, events: readonly StoredEvent[]): GeofenceRow {
  const fresh = events.filter(({ revision }) => revision > (known?.revision ?? -1));
  const history = fresh.reduce(evolveHistory, historyOf(known));
  return {
    geofence_id: geofenceId,
    revision: fresh.at(-1)?.revision ?? known?.revision ?? -1,
    name: history.at(-1)?.terms.name ?? '',
    versions: history.map(versionView),
  };
}

function byFence(events: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const groups = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const geofenceId = keyOf(event) ?? '';
    groups.set(geofenceId, [...(groups.get(geofenceId) ?? []), event]);
  }
  return groups;
}

async function handle(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const groups = byFence(events);
  const known = await loadGeofences(tx, schema, [...groups.keys()]);
  const rows = [...groups].map(([geofenceId, own]) => foldFence(geofenceId, known.get(geofenceId), own));
  await writeGeofences(tx, schema, rows);
}

/** Each geofence with all its versions. */
export const geofences: Projection = {
  kind: 'projection',
  name: GEOFENCES,
  version: 1,
  types: ['dev.waybill.geofence-defined.v1', 'dev.waybill.geofence-redrawn.v1', 'dev.waybill.geofence-retired.v1'],
  keyOf,
  ddl: geofenceTables,
  comparison: GEOFENCE_COMPARISON,
  handle,
};
