import { type FenceSchedule, type Instant, parseInstant } from '@waybill/events';
import { ROAD } from '../positions';
import { staysIn } from './breaches';
import { fenceEpisodes, nextFenceDeadline, type SeenAtFence } from './episodes';
import { indexFences } from './fence-index';
import { fence, fixAt, second, square } from './fixtures';
import type { Geofence } from './geofence';
import { fenceTransitions } from './matching';
import { activeWindows } from './schedule';

const shipment = { shipmentId: 'S' };
const time = (text: string) => parseInstant(text) as Instant;
const iso = ({ from, until }: { from: number; until: number }) => [from, until].map((at) => new Date(at).toISOString().slice(0, 16));

/** In from west by minute 10, out to the east in minute 55, turned round, back in minute 94 for good. */
const path = [-900, -300, 0, 0, 0, 0, 900, 1_500, 900, 0, 0, 0];
const fixes = path.map((east, i) =>
  fixAt([0, 600, 1_200, 1_800, 2_400, 3_000, 3_600, 4_200, 5_400, 6_000, 6_600, 7_200][i] as number, [east, 0]),
);

const seenAt = (one: Geofence, until?: number): SeenAtFence => ({
  transitions: fenceTransitions(fixes, ROAD, indexFences([one]), shipment),
  shipment,
  journey: { from: second(0), until: until === undefined ? undefined : second(until) },
});
function episodes(one: Geofence, asOf: number, until?: number) {
  const { transitions, journey } = seenAt(one, until);
  return fenceEpisodes(one, transitions, shipment, { journey, asOf: second(asOf), ruleVersion: 1 });
}
const deadline = (one: Geofence, asOf: number) => nextFenceDeadline(one, second(asOf), seenAt(one));
/** Since, until and raised in seconds, and how it ended. */
const summary = (one: Geofence, asOf = 10_000, until?: number) =>
  episodes(one, asOf, until).map((episode) => [
    (episode.since - second(0)) / 1_000,
    episode.until === undefined ? null : (episode.until - second(0)) / 1_000,
    (episode.raisedAt - second(0)) / 1_000,
    episode.ended?.how,
  ]);

describe('weekly hours', () => {
  const nights: FenceSchedule = { timeZone: 'Europe/Berlin', hours: [{ days: ['FR', 'SA'], from: '22:00', to: '06:00' }] };

  it('are local, and go on after midnight', () => {
    expect(activeWindows(nights, [time('2026-03-01T00:00:00Z'), time('2026-03-08T00:00:00Z')]).map(iso)).toEqual([
      ['2026-02-28T21:00', '2026-03-01T05:00'],
      ['2026-03-06T21:00', '2026-03-07T05:00'],
      ['2026-03-07T21:00', '2026-03-08T05:00'],
    ]);
  });

  it('follow the change of the clocks', () => {
    expect(activeWindows(nights, [time('2026-03-28T12:00:00Z'), time('2026-03-29T12:00:00Z')]).map(iso)).toEqual([
      ['2026-03-28T21:00', '2026-03-29T04:00'],
    ]);
  });

  const hours = (from: string, to: string, timeZone = 'Europe/Berlin'): FenceSchedule => ({
    timeZone,
    hours: [{ days: ['SU'], from, to }],
  });
  const on = (schedule: FenceSchedule, day: string) =>
    activeWindows(schedule, [time(`${day}T00:00:00Z`), time(`${day}T12:00:00Z`)]).map((window) => iso(window).map((at) => at.slice(11)));

  // In Berlin there is no time from 02:00 to 03:00 on 29 March 2026.
  it.each([
    ['02:10', '02:50', []],
    ['02:00', '03:00', []],
    ['01:30', '02:30', [['00:30', '01:00']]],
    ['02:30', '03:30', [['01:00', '01:30']]],
    ['01:30', '03:30', [['00:30', '01:30']]],
    ['03:00', '04:00', [['01:00', '02:00']]],
  ])('from %s to %s end when the gap of the clocks does', (from, to, windows) => {
    expect(on(hours(from, to), '2026-03-29')).toEqual(windows);
  });

  // The time from 02:00 to 03:00 comes twice on 25 October 2026.
  it.each([
    ['02:00', '03:00', [['00:00', '02:00']]],
    [
      '02:15',
      '02:45',
      [
        ['00:15', '00:45'],
        ['01:15', '01:45'],
      ],
    ],
    ['01:00', '04:00', [['23:00', '03:00']]],
    ['03:00', '04:00', [['02:00', '03:00']]],
  ])('from %s to %s hold twice where the clock shows them twice', (from, to, windows) => {
    expect(on(hours(from, to), '2026-10-25')).toEqual(windows);
  });

  it('follow a clock that is changed by half an hour, or by a whole day', () => {
    expect(on(hours('02:00', '03:00', 'Australia/Lord_Howe'), '2026-04-05')).toEqual([]);
    expect(
      activeWindows(hours('01:00', '02:00', 'Australia/Lord_Howe'), [time('2026-04-04T12:00:00Z'), time('2026-04-04T20:00:00Z')]).map(iso),
    ).toEqual([['2026-04-04T14:00', '2026-04-04T15:30']]);
    // Samoa had no Friday, 30 December 2011.
    const friday: FenceSchedule = { timeZone: 'Pacific/Apia', hours: [{ days: ['FR'], from: '00:00', to: '24:00' }] };
    expect(activeWindows(friday, [time('2011-12-27T00:00:00Z'), time('2012-01-03T00:00:00Z')])).toEqual([]);
  });

  it('that touch are one window', () => {
    const weekend: FenceSchedule = {
      timeZone: 'UTC',
      hours: [
        { days: ['SA', 'SU'], from: '00:00', to: '24:00' },
        { days: ['MO'], from: '00:00', to: '06:00' },
      ],
    };
    expect(activeWindows(weekend, [time('2026-03-01T12:00:00Z'), time('2026-03-02T12:00:00Z')]).map(iso)).toEqual([
      ['2026-02-28T00:00', '2026-03-02T06:00'],
    ]);
    expect(activeWindows(weekend, [time('2026-03-02T06:00:00Z'), time('2026-03-06T23:59:00Z')])).toEqual([]);
  });
});

describe('the rule of a fence', () => {
  it('no-entry is broken by each stay, from the crossing on', () => {
    const forbidden = fence('f', { rule: 'no-entry' });
    expect(summary(forbidden)).toEqual([
      [400, 3_333.333, 1_200, 'cleared'],
      [5_666.667, null, 6_600, undefined],
    ]);
    expect(summary(forbidden, 1_200)).toEqual([[400, null, 1_200, undefined]]);
    expect(summary(forbidden, 1_199)).toEqual([]);
    expect(summary(forbidden, 10_000, 6_000)).toEqual([
      [400, 3_333.333, 1_200, 'cleared'],
      [5_666.667, 6_000, 6_600, 'not-applicable'],
    ]);
    expect(episodes(forbidden, 10_000)[0]).toMatchObject({
      rule: 'geofence',
      subject: 'f',
      ended: { eventIds: ['event:3000s', 'event:3600s', 'event:5400s'] },
      evidence: {
        eventIds: ['event:0s', 'event:600s', 'event:1200s'],
        positions: [{ eventId: 'event:0s' }, { eventId: 'event:600s' }],
        geofence: { geofenceId: 'f', revision: 0, direction: 'enter', crossing: { latitude: expect.closeTo(51.3, 3) } },
      },
    });
  });

  it('no-exit is broken from an exit until it is back', () => {
    expect(summary(fence('f', { rule: 'no-exit' }))).toEqual([[3_333.333, 5_666.667, 5_400, 'cleared']]);
  });

  it('inform is never broken; it has stays', () => {
    const one = fence('f');
    expect(summary(one)).toEqual([]);
    const stays = staysIn(fenceTransitions(fixes, ROAD, indexFences([one]), shipment));
    expect(stays.map(({ from, until }) => [from - second(0), until === undefined ? null : until - from])).toEqual([
      [400_000, 2_933_333],
      [5_666_667, null],
    ]);
  });

  it.each<[string, number, unknown[]]>([
    ['inside at that time', 2_000, []],
    ['outside at that time, inside before', 4_000, [[4_000, 5_666.667, 4_000, 'cleared']]],
    ['not there yet', 0, [[0, 400, 0, 'cleared']]],
    ['still to come', 20_000, []],
  ])('must-be-inside: %s', (_name, due, found) => {
    expect(summary(fence('f', { rule: 'must-be-inside', by: new Date(second(due)).toISOString() }))).toEqual(found);
  });

  it('must-be-inside is broken also by a shipment that was never seen there', () => {
    const away = fence('f', { rule: 'must-be-inside', by: new Date(second(5_000)).toISOString(), geometry: square(500, [50_000, 0]) });
    expect(episodes(away, 5_000)).toMatchObject([{ since: second(5_000), evidence: { eventIds: [], geofence: { direction: 'absent' } } }]);
    expect(deadline(away, 4_999)).toBe(second(5_000));
    expect(deadline(away, 5_000)).toBeUndefined();
  });

  it('holds in its hours only', () => {
    const hours = [
      { days: ['SU' as const], from: '00:30', to: '00:40' },
      { days: ['SU' as const], from: '01:50', to: '02:00' },
    ];
    const timed = fence('f', { rule: 'no-entry', schedule: { timeZone: 'UTC', hours } });
    expect(summary(timed)).toEqual([
      [1_800, 2_400, 1_800, 'not-applicable'],
      [6_600, 7_200, 6_600, 'not-applicable'],
    ]);
    expect(summary(timed, 1_900)).toEqual([[1_800, null, 1_800, undefined]]);
    expect(deadline(timed, 0)).toBe(second(1_800));
    expect(deadline(timed, 1_800)).toBe(second(2_400));
  });

  it('may change; what both versions forbid is one episode', () => {
    const stricter = fence(
      'f',
      { until: 1_500, rule: 'inform' },
      { from: 1_500, until: 2_000, rule: 'no-entry' },
      { from: 2_000, rule: 'no-entry', name: 'g' },
    );
    expect(summary(stricter)[0]).toEqual([1_500, 3_333.333, 1_500, 'cleared']);
    const ended = fence('f', { until: 2_000, rule: 'no-entry' });
    expect(summary(ended)).toEqual([[400, 2_000, 1_200, 'not-applicable']]);
  });
});
