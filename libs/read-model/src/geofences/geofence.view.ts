import type { FenceTerms } from '@waybill/events';
import { z } from 'zod';
import { time, type View } from '../view';

/** When a version of a fence is in effect. */
export const fenceTimes = z.object({
  revision: z.int().describe("names the version: the event in the fence's stream that drew it"),
  effectiveFrom: time,
  effectiveUntil: time
    .nullable()
    .describe('not included; null while no later decision ends it; equal to effectiveFrom when a later decision came before it'),
});

/** One version of a fence, as it was decided. */
export type GeofenceVersionView = View<typeof fenceTimes> & { readonly terms: FenceTerms };

/** A fence at a time, with the version that counts then: the one in effect, else the next one that will be, else the last one drawn. */
export interface GeofenceView {
  readonly geofenceId: string;
  readonly version: GeofenceVersionView;
}
