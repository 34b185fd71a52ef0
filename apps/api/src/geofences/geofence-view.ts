import type { FenceTerms } from '@waybill/events';
import type { GeofenceVersionView, GeofenceView } from '@waybill/read-model';

/** One version as it goes out. */
export type VersionAnswer = FenceTerms & Omit<GeofenceVersionView, 'terms'>;
/** A fence, with the version that matters now. */
export type GeofenceSummary = VersionAnswer & { readonly id: string; readonly state: 'active' | 'planned' | 'retired' };

const answerOf = ({ terms, ...times }: GeofenceVersionView): VersionAnswer => ({ ...times, ...terms });

/** All versions of a fence, as they go out. */
export const versionsOf = ({ versions }: GeofenceView): VersionAnswer[] => versions.map(answerOf);

/** A fence as it is at a time: the version in effect, else the next one that will be, else the last one that was drawn. */
export function summaryOf(fence: GeofenceView, now: number): GeofenceSummary {
  const versions = versionsOf(fence);
  const ahead = versions
    .filter(
      ({ effectiveFrom, effectiveUntil }) =>
        effectiveUntil === null || (effectiveFrom < effectiveUntil && Date.parse(effectiveUntil) > now),
    )
    .sort((a, b) => Date.parse(a.effectiveFrom) - Date.parse(b.effectiveFrom));
  const next = ahead[0];
  const id = fence.geofenceId;
  if (!next) return { id, state: 'retired', ...(versions.at(-1) as VersionAnswer) };
  return { id, state: Date.parse(next.effectiveFrom) <= now ? 'active' : 'planned', ...next };
}
