import { z } from 'zod';
import { items, optionalName, optionalObject, optionalText } from '../reading';

/** One push is one scan. */
export const alert = z
  .object({
    trackingNumber: optionalName,
    localActivityDate: optionalText(16),
    localActivityTime: optionalText(16),
    gmtActivityDate: optionalText(16),
    gmtActivityTime: optionalText(16),
    activityLocation: optionalObject({ city: optionalText(120), stateProvince: optionalText(120), country: optionalText(60) }),
    activityStatus: optionalObject({
      type: optionalText(),
      code: optionalText(),
      descriptionCode: optionalText(),
      description: optionalText(500),
    }),
    scheduledDeliveryDate: optionalText(16),
    trackResponse: optionalObject({ shipment: items }),
  })
  .describe('A UPS alert');
export type Alert = z.infer<typeof alert>;

export const shipment = optionalObject({ package: items });
export const parcel = optionalObject({ trackingNumber: optionalName, activity: items });
export type Parcel = z.infer<typeof parcel>;

/** The same scan as the answer of the Track API has it. */
export const activity = z
  .object({
    date: optionalText(16),
    time: optionalText(16),
    gmtDate: optionalText(16),
    gmtTime: optionalText(16),
    location: optionalObject({
      address: optionalObject({
        city: optionalText(120),
        stateProvince: optionalText(120),
        countryCode: optionalText(60),
        country: optionalText(60),
      }),
    }),
    status: optionalObject({ type: optionalText(), code: optionalText(), statusCode: optionalText(), description: optionalText(500) }),
  })
  .describe('An activity');
export type Activity = z.infer<typeof activity>;
