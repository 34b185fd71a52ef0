import { json } from '../fixtures/bytes';

export const forwarded = (position: object = {}, more: object = {}) => ({
  position: {
    id: 0,
    deviceId: 4,
    protocol: 'teltonika',
    fixTime: '2026-03-01T10:00:00.000+00:00',
    deviceTime: '2026-03-01T10:00:01.000+00:00',
    serverTime: '2026-03-01T10:00:05.000+00:00',
    valid: true,
    outdated: false,
    latitude: 56.95,
    longitude: 24.1,
    altitude: 12,
    speed: 10,
    course: 90,
    accuracy: 5,
    ...position,
  },
  device: { id: 4, uniqueId: '356307042441013' },
  ...more,
});
export const examples = [json(forwarded()), json(forwarded({}, { event: { type: 'ignitionOn' } }))];

/** A push, and a later one that brings one scan more. */
export const growth = [json(forwarded()), json(forwarded({ fixTime: '2026-03-01T10:00:30.000+00:00' }))] as const;
