import { z } from 'zod';
import { isObject, items, optionalName, optionalObject, optionalText } from '../reading';

/** The list of shipments: at the top in pushes and answers, one level down where a client wrapped the answer. A lone shipment is a list of one. */
export const body = z
  .object({
    shipments: items,
    trackingResponse: optionalObject({ shipments: items }),
    id: optionalName,
  })
  .describe('A DHL payload');

const event = {
  timestamp: optionalText(64),
  statusCode: optionalText(),
  status: optionalText(500),
  location: optionalObject({ address: optionalObject({ countryCode: optionalText(60), addressLocality: optionalText(120) }) }),
};
export const shipmentEvent = z.object(event).describe('An event');
export type ShipmentEvent = z.infer<typeof shipmentEvent>;

export const shipment = z
  .object({
    id: optionalName,
    status: z
      .unknown()
      .optional()
      .transform((given) => (isObject(given) ? given : undefined)),
    estimatedTimeOfDelivery: optionalText(64),
    details: optionalObject({ pieceIds: items }),
    events: items,
  })
  .describe('A shipment');
export type Shipment = z.infer<typeof shipment>;
