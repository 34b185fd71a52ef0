import { trackingPageFaults } from '@waybill/domain';
import { TRACKING_STAGES, trackingPageRule, whenAccepted } from '@waybill/events';
import type { View } from '@waybill/read-model';
import { z } from 'zod';

/** Body of `PUT /v1/tracking-page`, and what `GET` answers. */
export const trackingPage = trackingPageRule
  .superRefine(
    (rule, context) => {
      for (const { path, message } of trackingPageFaults(rule)) context.addIssue({ code: 'custom', path: [...path], message });
    },
    whenAccepted('logo', 'colours'),
  )
  .meta({ id: 'TrackingPage' });
export type TrackingPage = z.infer<typeof trackingPage>;

export const trackingPageAnswer = trackingPageRule.meta({ id: 'TrackingPageRule' });
export type TrackingPageAnswer = View<typeof trackingPageAnswer>;

/** Body of `POST /v1/tracking-page/preview`. */
export const previewBody = z
  .strictObject({
    page: trackingPage.describe('the page as it would be'),
    stage: z.enum(TRACKING_STAGES).describe('of the sample shipment that is shown'),
  })
  .meta({ id: 'TrackingPagePreview' });
export type PreviewBody = z.infer<typeof previewBody>;
