import { isTooOld, OLDEST_MS, parseInstant } from '@waybill/events';
import { deriveStatus } from '../shipments';
import { milestone } from '../shipments/fixtures';
import { episodes } from './detection';
import { milestoneFact } from './fact';
import { brief, driving, KM, minute, ping, scan, watch } from './fixtures';

/** What comes from a clock that is behind: by GPS weeks that began anew, or by the default time of a platform. */
const WEEK = 7 * 24 * 60;
const begun = [scan('IN_TRANSIT', 0), ...driving(0, 60, 0)];
/** Fixes that say that they were taken so much earlier than they came, every five minutes. */
const behind = (minutes: number, from: number, to: number) =>
  Array.from({ length: (to - from) / 5 + 1 }, (_, i) => {
    const came = from + i * 5;
    return ping(came - minutes, 60 * KM, { recordedTime: minute(came), id: `${came} behind` });
  });
/** Silences since the shipment is under way. Up to 30 days behind, a fix tells of the past as what a device had stored does. */
const found = (facts: Parameters<typeof episodes>[0], asOf: number) =>
  episodes(facts, watch, minute(asOf))
    .filter(({ rule, since }) => rule === 'no-signal' && since >= minute(0))
    .map(brief);

describe('a device whose clock is behind', () => {
  it.each([
    ['1,024 weeks', 1_024 * WEEK],
    ['five weeks', 5 * WEEK],
    ['two weeks', 2 * WEEK],
  ])('by %s is not silent while it reports, and is when it stops', (_name, minutes) => {
    const facts = [...begun, ...behind(minutes, 65, 300)];
    expect(found(facts, 300)).toEqual([]);
    expect(found(facts, 359)).toEqual([]);
    expect(found(facts, 360)).toEqual([['no-signal', 300, 360, null]]);
    expect(found([...facts, ping(310, 61 * KM)], 315)).toEqual([]);
  });

  it('since year 1 shows neither movement nor an end', () => {
    const year1 = ((parseInstant('0001-01-01T00:00:00Z') as number) - minute(0)) / 60_000;
    const stray = [70, 75].map((came) => ping(year1, 500 * KM, { recordedTime: minute(came), id: `${came}` }));
    const delivered = milestone('DELIVERED', year1, { recordedTime: minute(80) });
    expect(episodes([...begun, ...stray, milestoneFact(delivered)], watch, minute(90))).toEqual([]);
    expect(found([...begun, ...stray, milestoneFact(delivered)], 140)).toEqual([['no-signal', 80, 140, null]]);
    expect(deriveStatus([milestone('IN_TRANSIT', 0), delivered]).status).toBe('IN_TRANSIT');
  });

  it('by years ends a journey by what ended it then, from when that was heard of', () => {
    const delivered = milestone('DELIVERED', -11 * 365 * 24 * 60, { recordedTime: minute(65) });
    expect(isTooOld(delivered)).toBe(true);
    expect(found([...begun, milestoneFact(delivered)], 300)).toEqual([]);
    expect(deriveStatus([delivered]).status).toBe('DELIVERED');
  });

  it('is too old before 1970, or by more than 3,660 days when it comes', () => {
    const came = minute(0);
    const old = (time: number) => isTooOld({ time: time as typeof came, recordedTime: came });
    expect([came - OLDEST_MS, came - OLDEST_MS - 1].map(old)).toEqual([false, true]);
    expect(isTooOld({ time: -1 as typeof came, recordedTime: 0 as typeof came })).toBe(true);
    expect(isTooOld({ time: 0 as typeof came, recordedTime: 0 as typeof came })).toBe(false);
  });
});
