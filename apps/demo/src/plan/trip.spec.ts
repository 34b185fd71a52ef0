import { distance } from '../geo';
import { HAMBURG_MUNICH, SHENZHEN_LONG_BEACH } from '../world/places';
import { containerNumber } from './numbers';
import { motionAt, planTrip, stopsOf } from './trip';

describe('a trip', () => {
  const trip = planTrip(HAMBURG_MUNICH, 0, 80);

  it('stands at its stops and moves between them', () => {
    expect(stopsOf(trip).map(({ place }) => place.city)).toEqual(['Hannover', 'Kassel', 'Nuremberg']);
    const hannover = stopsOf(trip)[0];
    if (!hannover) throw new Error('no stop');
    expect(motionAt(trip, hannover.arrive + 60_000)).toEqual({
      latitude: hannover.place.latitude,
      longitude: hannover.place.longitude,
      speedKmh: 0,
    });
    expect(motionAt(trip, hannover.depart + 60_000).speedKmh).toBeCloseTo(80, 0);
  });

  it('is at its ends before and after', () => {
    const [start, end] = [HAMBURG_MUNICH[0], HAMBURG_MUNICH.at(-1)];
    expect(motionAt(trip, -1)).toMatchObject({ latitude: start?.latitude, speedKmh: 0 });
    expect(motionAt(trip, trip.end + 1)).toMatchObject({ latitude: end?.latitude, speedKmh: 0 });
  });

  it('never moves faster than a vessel sails, not even across the antimeridian', () => {
    const sailing = planTrip(SHENZHEN_LONG_BEACH, 0, 34);
    for (let time = 0; time < sailing.end; time += 3_600_000)
      expect(distance(motionAt(sailing, time), motionAt(sailing, time + 3_600_000))).toBeLessThan(45_000);
    expect(sailing.end / 86_400_000).toBeGreaterThan(12);
  });
});

it('gives containers the check digit of ISO 6346', () => {
  const numbers = [3, 0, 5, 4, 3, 8];
  expect(containerNumber('CSQ', () => (numbers.shift() ?? 0) / 10 + 0.01)).toBe('CSQU3054383');
});
