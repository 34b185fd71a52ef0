import type { GeofenceVersionView, GeofenceView } from '@waybill/read-model';
import type { GeofenceSummary, GeofenceVersion } from './geofences.schemas';

/** One version as it goes out. */
export const versionAnswer = ({ terms, ...times }: GeofenceVersionView): GeofenceVersion => ({ ...times, ...terms });

function stateOf({ effectiveFrom, effectiveUntil }: GeofenceVersionView, now: number): GeofenceSummary['state'] {
  const until = effectiveUntil === null ? Number.POSITIVE_INFINITY : Date.parse(effectiveUntil);
  const from = Date.parse(effectiveFrom);
  if (until <= now || until <= from) return 'retired';
  return from <= now ? 'active' : 'planned';
}

/** A fence as it is now, with the version that the read model found to count now. */
export const summaryOf = ({ geofenceId, version }: GeofenceView, now: number): GeofenceSummary => ({
  id: geofenceId,
  state: stateOf(version, now),
  ...versionAnswer(version),
});
