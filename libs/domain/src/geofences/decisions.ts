import type { Instant, JsonOf } from '@waybill/events';
import { type Decision, draft, reject } from '../decision';
import { type GeofenceState, hashOfTerms } from './definition';
import { versionAt } from './geofence';

type Drawn = JsonOf<'dev.waybill.geofence-redrawn.v1'>;

const unknown = (geofenceId: string) =>
  reject('geofence-not-found', `There is no geofence ${geofenceId}; list them with GET /v1/geofences, or define it with POST.`);

export const defineGeofence = (state: GeofenceState, fence: Drawn, from: Instant): Decision =>
  state.phase === 'defined' ? [] : [draft('dev.waybill.geofence-defined.v1', fence, from)];

/** From a time on the fence is another one, be that time past or still to come. What it is already, for good, changes nothing. */
export function redrawGeofence(state: GeofenceState, fence: Drawn, from: Instant): Decision {
  if (state.phase === 'undefined') return unknown(fence.geofenceId);
  const then = versionAt(state.versions, from);
  if (then && then.until === undefined && then.hash === hashOfTerms(fence)) return [];
  return [draft('dev.waybill.geofence-redrawn.v1', fence, from)];
}

/** From a time on there is no such fence, also none that had been planned for later. */
export function retireGeofence(state: GeofenceState, geofenceId: string, from: Instant): Decision {
  if (state.phase === 'undefined') return unknown(geofenceId);
  const isOver = state.versions.every(({ from: begin, until }) => until !== undefined && (until <= from || until === begin));
  return isOver ? [] : [draft('dev.waybill.geofence-retired.v1', { geofenceId }, from)];
}
