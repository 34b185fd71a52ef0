import { bodyHash, geofenceStream, type Instant, type JsonOf, type StoredEvent } from '@waybill/events';
import type { Aggregate } from '../fold';
import { endedAt, versionAt } from '../geofences';
import { type Decision, draft, reject } from './decision';

type Drawn = JsonOf<'dev.waybill.geofence-redrawn.v1'>;

/** What the write side knows of one fence: when it was what, by a hash of the terms. */
export interface GeofenceState {
  readonly exists: boolean;
  readonly versions: readonly { readonly from: Instant; readonly until?: Instant; readonly hash: string }[];
}
export const initialGeofence: GeofenceState = { exists: false, versions: [] };

const hashOf = (fence: Drawn): string => bodyHash(fence);

export function evolveGeofence({ versions }: GeofenceState, event: StoredEvent): GeofenceState {
  const { time: from } = event;
  const isDrawn = event.type === 'dev.waybill.geofence-defined.v1' || event.type === 'dev.waybill.geofence-redrawn.v1';
  const drawn = isDrawn ? [{ from, hash: hashOf(event.json) }] : [];
  return { exists: true, versions: [...endedAt(versions, from), ...drawn] };
}

export const GEOFENCE: Aggregate<GeofenceState> = {
  fold: { version: 2, initial: () => initialGeofence, evolve: evolveGeofence },
  stream: geofenceStream,
  subject: (geofenceId) => `geofence:${geofenceId}`,
};

const unknown = (geofenceId: string) =>
  reject('geofence-not-found', `There is no geofence ${geofenceId}; list them with GET /v1/geofences, or define it with POST.`);

export const defineGeofence = (state: GeofenceState, fence: Drawn, from: Instant): Decision =>
  state.exists ? [] : [draft('dev.waybill.geofence-defined.v1', fence, from)];

/** From a time on the fence is another one, be that time past or still to come. What it is already, for good, changes nothing. */
export function redrawGeofence(state: GeofenceState, fence: Drawn, from: Instant): Decision {
  if (!state.exists) return unknown(fence.geofenceId);
  const then = versionAt(state.versions, from);
  if (then && then.until === undefined && then.hash === hashOf(fence)) return [];
  return [draft('dev.waybill.geofence-redrawn.v1', fence, from)];
}

/** From a time on there is no such fence, also none that had been planned for later. */
export function retireGeofence(state: GeofenceState, geofenceId: string, from: Instant): Decision {
  if (!state.exists) return unknown(geofenceId);
  const isOver = state.versions.every(({ from: begin, until }) => until !== undefined && (until <= from || until === begin));
  return isOver ? [] : [draft('dev.waybill.geofence-retired.v1', { geofenceId }, from)];
}
