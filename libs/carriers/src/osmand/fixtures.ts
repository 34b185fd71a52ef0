import { bytes, json } from '../fixtures/bytes';

export const examples = [
  bytes('id=D1&lat=56.95&lon=24.1&timestamp=1772359200&speed=10&bearing=90&altitude=12'),
  json({
    location: { timestamp: '2026-03-01T10:00:00.000Z', coords: { latitude: 56.95, longitude: 24.1, speed: 5, heading: -1 } },
    device_id: 'D1',
  }),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  bytes('id=D1&lat=56.95&lon=24.1&timestamp=1772359200'),
  bytes('id=D1&lat=56.95&lon=24.1&timestamp=1772359230'),
] as const;
