import { json } from '../fixtures/bytes';

export const data = {
  address: { id: '1', name: 'Riga yard', geofence: { circle: { latitude: 56.95, longitude: 24.1, radiusMeters: 200 } } },
  vehicle: { id: '281474991565165', name: 'Truck 7', licensePlate: 'LV-7', externalIds: { 'samsara.serial': 'G7E5GM59H7' } },
};
export const message = (more: object = {}) => ({
  eventId: '4a0b6d10-0000-4000-8000-000000000001',
  eventTime: '2026-02-27T08:00:00.000Z',
  eventType: 'GeofenceEntry',
  orgId: 1,
  webhookId: '2',
  data,
  ...more,
});
export const reading = (more: object = {}) => ({
  happenedAtTime: '2026-02-27T08:00:00Z',
  asset: { id: '154924973293665', externalIds: {} },
  location: { latitude: 56.95, longitude: 24.1, headingDegrees: 102, accuracyMeters: 4 },
  speed: { gpsSpeedMetersPerSecond: 10 },
  ...more,
});

export const examples = [
  json(message()),
  json(
    message({ eventType: 'RouteStopDeparture', data: { route: { vehicle: { id: '7' } }, routeStopDetails: { id: '9', name: 'Gate 4' } } }),
  ),
  json(reading()),
];

/** A push, and a later one that brings one scan more. */
export const growth = [json(message()), json(message({ eventId: 'e-2', eventType: 'GeofenceExit' }))] as const;
