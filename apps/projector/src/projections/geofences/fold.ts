import { type DrawnVersion, evolveHistory, type VersionInterval } from '@waybill/domain';
import { earliestOf, type Instant, type StoredEvent } from '@waybill/events';
import type { GeofenceIntervalRow, GeofenceRow, GeofenceVersionRow } from '@waybill/read-model';

/** What the rows do not contain yet. */
export const freshEvents = (known: GeofenceRow | undefined, events: readonly StoredEvent[]): StoredEvent[] =>
  events.filter(({ revision }) => revision > (known?.revision ?? -1));

/** The effective time of the earliest of some decisions: what was over by then stays as it is. */
export const earliestDecision = (events: readonly StoredEvent[]): Instant =>
  events.map(({ time }) => time).reduce((a, b) => earliestOf(a, b));

type Version = VersionInterval | DrawnVersion;

const intervalOf = ({ revision, effectiveFrom, effectiveUntil }: GeofenceIntervalRow): VersionInterval => ({
  revision,
  from: effectiveFrom,
  ...(effectiveUntil !== null && { until: effectiveUntil }),
});

const rowOf = (geofenceId: string, version: Version): GeofenceVersionRow => ({
  geofenceId,
  revision: version.revision,
  effectiveFrom: version.from,
  effectiveUntil: version.until ?? null,
  terms: 'terms' in version ? version.terms : null,
});

const nameOf = (version: Version | undefined): string | undefined => (version && 'terms' in version ? version.terms.name : undefined);

/** Folds one fence's new events into what they can change: the versions that they draw, and those that they end. */
export function foldFence(
  geofenceId: string,
  known: GeofenceRow | undefined,
  intervals: readonly GeofenceIntervalRow[],
  events: readonly StoredEvent[],
): { readonly fence: GeofenceRow; readonly versions: readonly GeofenceVersionRow[] } {
  const before: readonly Version[] = intervals.map(intervalOf);
  const after = events.reduce<readonly Version[]>(evolveHistory, before);
  const changed = after.filter((version) => !before.includes(version));
  const name = nameOf(changed.at(-1)) ?? known?.name ?? '';
  const fence = { geofenceId, revision: events.at(-1)?.revision ?? -1, name };
  return { fence, versions: changed.map((version) => rowOf(geofenceId, version)) };
}
