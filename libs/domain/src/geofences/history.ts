import { type FenceTerms, GEOFENCE_TYPES, type Instant, isOneOf, latestOf, type StoredEvent } from '@waybill/events';
import type { Interval } from '../interval';
import { type Geofence, type GeofenceVersion, versionOf } from './geofence';

/** What a fence was, is or will be, as it was decided. Never in effect when a later decision came before it (`until` = `from`). */
export interface DrawnVersion extends Interval {
  /** Of the event that drew it, in the fence's stream. */
  readonly revision: number;
  readonly from: Instant;
  /** When it was decided; absent for one that is only tried. */
  readonly drawnAt?: Instant;
  readonly terms: FenceTerms;
}
/** All versions of a fence in the order of the decisions. Plain JSON. */
export type FenceHistory = readonly DrawnVersion[];
/** A version of which only is known when it is in effect: enough to tell when it ends. */
export type VersionInterval = Pick<DrawnVersion, 'revision' | 'from' | 'until'>;

/** A decision holds from its effective time on, whatever had been decided for later: what was in effect then ends there. */
export const endedAt = <V extends { readonly from: Instant; readonly until?: Instant }>(versions: readonly V[], time: Instant): V[] =>
  versions.map((version) => {
    const end = latestOf(version.from, time);
    return version.until !== undefined && version.until <= end ? version : { ...version, until: end };
  });

/** Folds the events of one fence's stream, in its order. Of versions that are over by then nothing has to be known. */
export function evolveHistory<V extends VersionInterval>(
  history: readonly (V | DrawnVersion)[],
  event: StoredEvent,
): readonly (V | DrawnVersion)[] {
  const { time: from } = event;
  if (!isOneOf(event, GEOFENCE_TYPES)) return history;
  switch (event.type) {
    case 'dev.waybill.geofence-defined.v1':
    case 'dev.waybill.geofence-redrawn.v1': {
      const { geofenceId: _, ...terms } = event.data;
      return [...endedAt(history, from), { revision: event.revision, from, drawnAt: event.recordedTime, terms }];
    }
    case 'dev.waybill.geofence-retired.v1':
      return endedAt(history, from);
    case 'dev.waybill.stream-erased.v1':
      return history;
  }
}

/** True when there is a time at which the version is in effect. */
export const isEverInEffect = ({ from, until }: Pick<DrawnVersion, 'from' | 'until'>): boolean => until === undefined || from < until;

/** The fence to match fixes against: what is in effect at some time. */
export const geofenceOf = (geofenceId: string, history: FenceHistory): Geofence => withDrawn({ geofenceId, versions: [] }, history);

/** A fence with what is known of it after a decision. Of a version that was ready before, what was drawn need not be kept. */
const withDrawn = ({ geofenceId }: Geofence, versions: readonly (GeofenceVersion | DrawnVersion)[]): Geofence => ({
  geofenceId,
  versions: versions
    .filter(isEverInEffect)
    .toSorted((a, b) => a.from - b.from)
    .map((version) => ('terms' in version ? versionOf(geofenceId, version, version.terms) : version)),
});

/** Folds an event of its stream into a fence. */
export const redrawn = (fence: Geofence, event: StoredEvent): Geofence => withDrawn(fence, evolveHistory(fence.versions, event));
