import { geofenceOfStream, type StoredEvent } from '@waybill/events';
import {
  GEOFENCE,
  GEOFENCE_TABLES,
  GEOFENCE_VERSION,
  GEOFENCES,
  loadGeofences,
  loadIntervalsAfter,
  type Queryable,
  upsert,
} from '@waybill/read-model';
import type { Projection } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { grouped } from '../grouped';
import { earliestDecision, foldFence, freshEvents } from './fold';

const keyOf = ({ stream }: StoredEvent): string | undefined => geofenceOfStream(stream);

async function handle(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const groups = grouped(events, (event) => keyOf(event) ?? '');
  const known = await loadGeofences(tx, schema, [...groups.keys()]);
  const fresh = [...groups].map(([geofenceId, own]) => ({ geofenceId, events: freshEvents(known.get(geofenceId), own) }));
  const changed = fresh.filter((fence) => fence.events.length > 0);
  const intervals = await loadIntervalsAfter(
    tx,
    schema,
    changed.map((fence) => ({ geofenceId: fence.geofenceId, from: earliestDecision(fence.events) })),
  );
  const folded = changed.map((fence) =>
    foldFence(
      fence.geofenceId,
      known.get(fence.geofenceId),
      intervals.filter((interval) => interval.geofenceId === fence.geofenceId),
      fence.events,
    ),
  );
  await upsert(
    tx,
    schema,
    GEOFENCE,
    folded.map(({ fence }) => fence),
  );
  await upsert(
    tx,
    schema,
    GEOFENCE_VERSION,
    folded.flatMap(({ versions }) => versions),
  );
}

/** Each geofence with all its versions. */
export const geofences: Projection = {
  kind: 'projection',
  name: GEOFENCES,
  version: 2,
  types: wantedBy('geofences'),
  keyOf,
  tables: GEOFENCE_TABLES,
  handle,
};
