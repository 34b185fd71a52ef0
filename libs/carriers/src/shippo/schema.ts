import { z } from 'zod';
import { items, optionalName, optionalObject, optionalText } from '../reading';

export const tracking = optionalObject({
  carrier: optionalText(60),
  tracking_number: optionalName,
  metadata: optionalName,
  eta: optionalText(64),
  tracking_status: z.unknown().optional(),
  tracking_history: items,
});
export type Tracking = z.infer<typeof tracking>;

export const message = z
  .object({ event: optionalText(), test: z.unknown().optional(), data: z.unknown().optional() })
  .describe('A Shippo message');

export const trackingStatus = z
  .object({
    object_id: optionalName,
    object_created: optionalText(64),
    object_updated: optionalText(64),
    status: optionalText(),
    status_details: optionalText(500),
    status_date: optionalText(64),
    substatus: optionalObject({ code: optionalText() }),
    location: optionalObject({ city: optionalText(120), state: optionalText(120), country: optionalText(60) }),
  })
  .describe('A tracking status');
export type TrackingStatus = z.infer<typeof trackingStatus>;
