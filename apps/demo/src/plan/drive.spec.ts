import { distance } from '../geo';
import { HAMBURG_MUNICH, MUMBAI_DELHI, PARIS_BEAUNE_MARSEILLE, ROTTERDAM_MILAN } from '../world/places';
import { planDrive } from './drive';
import { HOUR, MINUTE } from './step';
import { type Call, motionAt, stopsOf } from './trip';

/** The longest times of driving without a halt of that length, in hours. */
function longest({ calls }: { readonly calls: readonly Call[] }, haltMs: number): number {
  let [most, driven] = [0, 0];
  calls.slice(1).forEach(({ arrive, depart }, index) => {
    driven += arrive - (calls[index] as Call).depart;
    most = Math.max(most, driven);
    if (depart - arrive >= haltMs) driven = 0;
  });
  return most / HOUR;
}

it.each([
  ['over the Alps', ROTTERDAM_MILAN, 70],
  ['through half of India', MUMBAI_DELHI, 52],
  ['with a night at a hub', HAMBURG_MUNICH, 80],
])('a driver takes breaks and rests, %s', (_, waypoints, kmh) => {
  const trip = planDrive(waypoints, 0, kmh);
  expect(longest(trip, 45 * MINUTE)).toBeLessThanOrEqual(4.5);
  expect(longest(trip, 9 * HOUR)).toBeLessThanOrEqual(9);
  expect(trip.end).toBe(trip.calls.at(-1)?.arrive);
  expect(stopsOf(trip)).toHaveLength(waypoints.filter(({ stopMinutes }) => stopMinutes).length);
});

it('goes slowly where its way begins and ends', () => {
  const trip = planDrive(HAMBURG_MUNICH, 0, 80);
  const last = HAMBURG_MUNICH.at(-1);
  const [town, road] = [motionAt(trip, trip.end - 5 * MINUTE), motionAt(trip, trip.end - 30 * MINUTE)];
  expect([town.speedKmh, road.speedKmh].map(Math.round)).toEqual([30, 80]);
  expect(last && distance(town, last)).toBeLessThan(3_000);
});

it('a breakdown is no stop of a plan', () => {
  const trip = planDrive(PARIS_BEAUNE_MARSEILLE, 0, 80);
  expect(stopsOf(trip)).toEqual([]);
  expect(trip.calls.filter(({ halt }) => halt === 'breakdown').map(({ arrive, depart }) => (depart - arrive) / HOUR)).toEqual([10]);
});
