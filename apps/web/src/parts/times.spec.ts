import { ago, utcTime } from './times';

const NOW = Date.UTC(2026, 5, 1, 12);
const minutes = (count: number): number => count * 60_000;

it.each([
  [30 / 60, 'just now'],
  [-30 / 60, 'just now'],
  [1, '1 min ago'],
  [89, '89 min ago'],
  [91, '2 h ago'],
  [35 * 60, '35 h ago'],
  [37 * 60, '2 d ago'],
  [-45, 'in 45 min'],
])('tells %d minutes as %s', (count, text) => {
  expect(ago(NOW - minutes(count), NOW)).toBe(text);
});

it('tells a time as the log has it', () => {
  expect(utcTime('2026-06-01T12:34:56.789Z')).toBe('2026-06-01 12:34:56 UTC');
});
