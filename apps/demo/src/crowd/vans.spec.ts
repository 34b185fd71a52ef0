import { distance } from '../geo';
import { HOUR } from '../plan/step';
import { seededRandom } from '../random';
import { TOWNS } from './towns';
import { positionOf, vansOf } from './vans';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const setting = () => ({ now: NOW, until: NOW, tag: 'tag', random: seededRandom(7) });
const vans = vansOf(300, setting());
const at = (index: number, time: number) =>
  positionOf(vans[index] as (typeof vans)[number], time, seededRandom(1)).data as { latitude: number; longitude: number; speedKmh: number };

it('makes the same vans for the same setting, each with a shipment and a unit of its own', () => {
  expect(vansOf(300, setting())).toEqual(vans);
  expect(new Set(vans.map(({ registration }) => registration.shipmentId)).size).toBe(300);
  expect(new Set(vans.map(({ unit }) => unit)).size).toBe(300);
});

it('fills one town before the next', () => {
  const townOf = (index: number) => TOWNS.find((town) => distance(town, at(index, NOW)) < 15_000)?.city;
  expect([0, 124, 125, 299].map(townOf)).toEqual(['Berlin', 'Berlin', 'London', 'Paris']);
});

it('plans the rest of the round that a van is on, from where it is to its depot', () => {
  for (const index of [0, 3, 150]) {
    const { route, stops = [], destination } = (vans[index] as (typeof vans)[number]).registration;
    const [[longitude, latitude] = [0, 0], ...rest] = route?.coordinates ?? [];
    expect(distance({ latitude, longitude }, at(index, NOW))).toBeLessThan(20);
    expect(rest.at(-1)).toEqual([destination.longitude, destination.latitude]);
    expect(stops).toHaveLength(rest.length - 1);
    for (const { plannedArrival } of stops) expect(plannedArrival).toBeGreaterThan(NOW);
  }
});

it('lets a van move like one, hour after hour', () => {
  for (let minutes = 0; minutes < 12 * 60; minutes += 7) {
    const time = NOW + minutes * 60_000;
    const metres = distance(at(3, time), at(3, time + 10_000));
    expect(metres).toBeLessThan(120);
  }
  const hours = [1, 2, 3, 4].map((hour) => at(3, NOW + hour * HOUR));
  expect(new Set(hours.map(({ latitude }) => latitude)).size).toBe(4);
});
