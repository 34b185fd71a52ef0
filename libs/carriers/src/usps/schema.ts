import { z } from 'zod';
import { items, optionalName, optionalText } from '../reading';

/** A subscription's push: the tracking is JSON once more, as a text. */
export const envelope = z.object({
  subscriptionId: z.string().max(256).optional(),
  subscriptionType: optionalText(),
  timestamp: z.string().max(64),
  payload: z.string(),
});

export const tracking = z
  .object({
    trackingNumber: optionalName,
    predictedDeliveryDate: optionalText(64),
    trackingEvents: items,
  })
  .describe('A tracking');

export type Tracking = z.infer<typeof tracking>;

export const trackingEvent = z
  .object({
    eventType: optionalText(500),
    eventCode: optionalText(),
    eventTimestamp: optionalText(64),
    GMTTimestamp: optionalText(64),
    GMTOffset: optionalText(16),
    eventCountry: optionalText(60),
    eventCity: optionalText(120),
    eventState: optionalText(120),
    eventZIP: optionalName,
  })
  .describe('A tracking event');
export type TrackingEvent = z.infer<typeof trackingEvent>;
