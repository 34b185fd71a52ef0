import { z } from 'zod';
import { items, optionalName, optionalNumber, optionalObject, optionalText } from '../reading';

export const body = z.object({ trackings: items }).describe('A Ship24 message');

export const tracking = z
  .object({
    metadata: optionalObject({ generatedAt: optionalText(64), messageId: optionalName }),
    tracker: optionalObject({
      trackerId: optionalName,
      trackingNumber: optionalName,
      shipmentReference: optionalName,
      clientTrackerId: optionalName,
    }),
    shipment: optionalObject({ delivery: optionalObject({ estimatedDeliveryDate: optionalText(64) }) }),
    events: items,
  })
  .describe('A tracking');
export type Tracking = z.infer<typeof tracking>;

export const event = z
  .object({
    eventId: optionalName,
    trackingNumber: optionalName,
    eventTrackingNumber: optionalName,
    courierCode: optionalText(60),
    status: optionalText(500),
    statusCode: optionalText(),
    statusMilestone: optionalText(),
    occurrenceDatetime: optionalText(64),
    datetime: optionalText(64),
    hasNoTime: z.unknown().optional(),
    utcOffset: optionalText(16),
    order: optionalNumber,
    location: optionalText(),
  })
  .describe('An event');
export type Ship24Event = z.infer<typeof event>;
