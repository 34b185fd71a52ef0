import { z } from 'zod';
import { items, optionalName, optionalObject, optionalText } from '../reading';

export const tracker = optionalObject({
  id: optionalName,
  object: optionalText(),
  tracking_code: optionalName,
  carrier: optionalText(60),
  shipment_id: optionalName,
  updated_at: optionalText(64),
  est_delivery_date: optionalText(64),
  tracking_details: items,
});
export type Tracker = z.infer<typeof tracker>;

export const event = z.object({ id: optionalName, description: optionalText(), result: tracker }).describe('An EasyPost event');

export const trackingDetail = z
  .object({
    datetime: optionalText(64),
    status: optionalText(),
    status_detail: optionalText(),
    carrier_code: optionalText(),
    message: optionalText(500),
    tracking_location: optionalObject({
      city: optionalText(120),
      state: optionalText(120),
      country: optionalText(60),
      zip: optionalName,
    }),
  })
  .describe('A tracking detail');
export type TrackingDetail = z.infer<typeof trackingDetail>;
