import { json } from '../fixtures/bytes';

export const event = (more: object = {}) => ({
  eventType: 'Arrived at USPS Regional Facility',
  eventTimestamp: '2026-02-27T08:00:00',
  GMTTimestamp: '2026-02-27T13:00:21Z',
  GMTOffset: '-05:00',
  eventCountry: null,
  eventCity: 'HERNANDO',
  eventState: 'FL',
  eventZIP: '34442',
  eventCode: 'A1',
  ...more,
});
export const tracking = (trackingEvents: readonly unknown[], more: object = {}) => ({
  trackingNumber: '9400100000000000000001',
  trackingEvents,
  ...more,
});
export const envelope = (content: unknown, timestamp = '2026-03-01T11:59:00Z') => ({
  subscriptionId: 'sub-1',
  subscriptionType: 'TRACKING',
  timestamp,
  payload: typeof content === 'string' ? content : JSON.stringify(content),
  links: [],
});

export const examples = [
  json(
    envelope(tracking([event({ eventCode: '01', GMTTimestamp: '2026-02-27T15:00:21Z', eventTimestamp: '2026-02-27T10:00:00' }), event()])),
  ),
  json([tracking([event({ GMTTimestamp: null })], { predictedDeliveryDate: '2026-03-02' })]),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  json(envelope(tracking([event()]))),
  json(
    envelope(
      tracking([event({ eventCode: '01', GMTTimestamp: '2026-02-27T15:00:21Z', eventTimestamp: '2026-02-27T10:00:00' }), event()]),
      '2026-03-01T12:00:00Z',
    ),
  ),
] as const;
