import { type FenceSchedule, type Instant, parseInstant } from '@waybill/events';
import { Temporal } from 'temporal-polyfill';
import { orderedFixes, ROAD } from '../positions';
import { fenceEpisodes } from './episodes';
import { indexFences } from './fence-index';
import { fence, fixAt } from './fixtures';
import type { Geofence } from './geofence';
import { initialMatch, matchFixes } from './matching';
import { activeWindows } from './schedule';
import { seenAt, seenDuring } from './sightings';

/** Fixes of long ago, and fences with weekly hours that have been there since. */
const DAY = 86_400;
const DAY_MS = DAY * 1_000;
const nights: FenceSchedule = {
  timeZone: 'Europe/Berlin',
  hours: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], from: '22:00', to: '06:00' }],
};
const shipment = { shipmentId: 'S' };
const yard: Geofence = {
  geofenceId: 'yard',
  versions: fence('yard', { rule: 'no-entry', schedule: nights }).versions.map((version) => ({
    ...version,
    from: parseInstant('0001-01-01T00:00:00Z') as Instant,
  })),
};

/** Episodes of a shipment that is in the yard from its first fix on, with fixes on some days, a hundred days after the last. */
function episodesOf(days: readonly number[]) {
  const fixes = days.flatMap((day) => [0, 60, 120].map((seconds) => fixAt(day * DAY + seconds, [0, 0])));
  const { state, transitions } = matchFixes(initialMatch, orderedFixes(fixes), ROAD, indexFences([yard]), shipment);
  const [first, last] = [fixes[0], fixes.at(-1)].map((one) => one?.time as number);
  const asOf = ((last as number) + 100 * DAY_MS) as Instant;
  return fenceEpisodes(yard, transitions, shipment, {
    journey: { from: first as Instant },
    sightings: state.sightings,
    asOf,
    ruleVersion: 1,
  });
}
const everyDay = (count: number) => Array.from({ length: count }, (_, i) => i);

function conversions(work: () => void): number {
  const spy = jest.spyOn(Temporal.Instant, 'fromEpochMilliseconds');
  try {
    work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}

describe('a stay at a fence with hours', () => {
  it('breaks the rule on each night while it is seen, and for 30 days after it was', () => {
    expect(episodesOf([0])).toHaveLength(31);
    expect(episodesOf([-2_555])).toHaveLength(31);
    expect(episodesOf(everyDay(400))).toHaveLength(400 + 30);
  });

  it('breaks no rule in the time between when it was not seen for longer', () => {
    expect(episodesOf([0, 20])).toHaveLength(20 + 31);
    expect(episodesOf([0, 200])).toHaveLength(31 + 31);
  });

  it('asks for the clock of its place a few times a year, not for each day', () => {
    const [one, two] = [1, 2].map((years) =>
      conversions(() => expect(episodesOf(everyDay(years * 365)).length).toBeGreaterThan(years * 365)),
    );
    expect(one).toBeLessThan(10);
    expect(two).toBeLessThan(15);
  });

  it('asks for no more when it was long ago', () => {
    const at = (year: number) => conversions(() => activeWindows(nights, [Date.UTC(year, 0), Date.UTC(year, 1)]));
    expect([1971, 2019, 2026].map(at).every((count) => count <= 3)).toBe(true);
  });
});

describe('a time in which a shipment was seen', () => {
  const days = (...all: number[]) => all.map((day) => (day * DAY_MS) as Instant);
  const sightings = days(0, 10, 50, 60).reduce(seenAt, { gaps: [] });
  const seen = (from: number, until: number) =>
    seenDuring(sightings, from * DAY_MS, until * DAY_MS).map((part) => part.map((time) => time / DAY_MS));

  it.each<[number, number, number[][]]>([
    [0, 5, [[0, 5]]],
    [0, 45, [[0, 40]]],
    [
      0,
      200,
      [
        [0, 40],
        [50, 90],
      ],
    ],
    [55, 100, [[55, 90]]],
    [20, 30, [[20, 30]]],
    // Since it begins, where it was not seen after that.
    [100, 200, [[100, 130]]],
    [5, 5, [[5, 5]]],
  ])('from %d to %d is cut to what is within 30 days', (from, until, parts) => expect(seen(from, until)).toEqual(parts));
});
