import { json } from '../fixtures/bytes';

export const event = (more: object = {}) => ({
  timestamp: '2026-02-27T08:00:00+01:00',
  location: { address: { countryCode: 'DE', addressLocality: 'Leipzig' } },
  statusCode: 'transit',
  status: 'ARRIVED',
  description: 'A name may stand here',
  ...more,
});

export const push = (events: readonly unknown[], more: object = {}) => ({
  shipments: [{ id: '00340000000000000001', service: 'parcel-de', status: event(), events, ...more }],
});

export const examples = [
  json(push([event({ timestamp: '2026-02-27T09:00:00', statusCode: 'delivered' }), event()])),
  json(push([], { details: { pieceIds: ['JD01'] }, estimatedTimeOfDelivery: '2026-03-02T00:00:00Z' })),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  json(push([event()])),
  json(push([event({ timestamp: '2026-02-28T08:00:00+01:00', statusCode: 'delivered' }), event()])),
] as const;
