import type { WeeklyHours } from '../geofences';
import { isOpenAt } from './opening';

const hours: WeeklyHours = { timeZone: 'Europe/Berlin', hours: [{ days: ['MO', 'TU'], from: '06:00', to: '18:00' }] };

it.each([
  ['2026-03-02T04:59:59Z', false],
  ['2026-03-02T05:00:00Z', true],
  ['2026-03-02T16:59:59Z', true],
  ['2026-03-02T17:00:00Z', false],
  ['2026-03-04T12:00:00Z', false],
])('a site with hours is open from their beginning and no longer at their end: %s', (time, open) => {
  expect(isOpenAt(hours, Date.parse(time))).toBe(open);
});

it('a site without hours is always open', () => {
  expect(isOpenAt(undefined, 0)).toBe(true);
});
