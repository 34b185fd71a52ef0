import { fenceFaults } from '@waybill/domain';
import { type FenceTerms, fenceGeometry, fenceTerms, instant, whenAccepted } from '@waybill/events';
import { fenceTimes, type View } from '@waybill/read-model';
import { z } from 'zod';
import { asOfPosition } from '../reading/pages';

const effectiveFrom = instant.optional().describe('now when absent; past times are allowed, since positions are matched by event time');

/** What a fence is checked for beyond the shape of its terms, and what of them has to be in shape for that. */
export function checkFence(terms: Pick<FenceTerms, 'geometry' | 'rule' | 'by'>, context: z.RefinementCtx): void {
  for (const { path, message } of fenceFaults(terms)) context.addIssue({ code: 'custom', path: [...path], message });
}
export const fenceParts = whenAccepted('geometry', 'rule', 'by');

/** Body of `POST /v1/geofences` and `PUT /v1/geofences/{id}`. */
export const geofenceBody = fenceTerms.extend({ effectiveFrom }).superRefine(checkFence, fenceParts).meta({ id: 'Geofence' });
export type GeofenceBody = z.infer<typeof geofenceBody>;

export const retirement = z.strictObject({ effectiveFrom });

export const definedGeofence = z.object({ id: z.string(), position: z.string() }).meta({ id: 'DefinedGeofence' });
export type DefinedGeofence = View<typeof definedGeofence>;

const version = {
  ...fenceTerms.shape,
  geometry: fenceGeometry,
  ...fenceTimes.shape,
};
const summary = {
  id: z.string(),
  state: z.enum(['active', 'planned', 'retired']),
  ...version,
};
/** With the version that is in effect, else the next one planned, else the last one. */
export const geofenceSummary = z.object(summary).meta({ id: 'GeofenceSummary' });
export type GeofenceSummary = View<typeof geofenceSummary>;
export const geofenceVersion = z.object(version).meta({ id: 'GeofenceVersion' });
export type GeofenceVersion = View<typeof geofenceVersion>;
export const geofenceDetail = z
  .object({
    ...summary,
    versions: z.array(geofenceVersion).describe('in the order of the decisions; the first 200, or 8 MB, of them'),
    nextVersions: z.string().nullable().describe('cursor of GET /v1/geofences/{id}/versions for those that come behind'),
    asOfPosition,
  })
  .meta({ id: 'GeofenceDetail' });
export type GeofenceAnswer = View<typeof geofenceDetail>;
