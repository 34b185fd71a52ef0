import { json } from '../fixtures/bytes';

export const event = (more: object = {}) => ({
  eventId: 'ee8ebe96-0000-4000-8000-000000000001',
  trackingNumber: 'S24A',
  eventTrackingNumber: 'S24B',
  status: 'Arrived at the hub',
  occurrenceDatetime: '2026-02-27T08:00:00',
  order: 3,
  location: 'Leipzig',
  courierCode: 'dhl',
  statusCode: null,
  statusCategory: 'transit',
  statusMilestone: 'in_transit',
  hasNoTime: false,
  utcOffset: '+01:00',
  datetime: '2026-02-27T07:00:00.000Z',
  ...more,
});
export const message = (events: readonly unknown[], more: object = {}) => ({
  trackings: [
    {
      metadata: { generatedAt: '2026-02-27T09:00:00.000Z', messageId: 'm-1', topic: 'tracking/events' },
      tracker: { trackerId: 't-1', trackingNumber: 'S24A', shipmentReference: 'O-7', clientTrackerId: null },
      shipment: { statusMilestone: 'in_transit', delivery: { estimatedDeliveryDate: null, signedBy: null } },
      events,
      ...more,
    },
  ],
});

export const examples = [
  json(message([event()])),
  json(
    message([event({ occurrenceDatetime: '2026-02-27', hasNoTime: true, eventId: undefined, utcOffset: null })], {
      shipment: { delivery: { estimatedDeliveryDate: '2026-03-02T18:00:00' } },
    }),
  ),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  json(message([event()])),
  json(message([event(), event({ eventId: 'e-2', statusMilestone: 'delivered' })])),
] as const;
