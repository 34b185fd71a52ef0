import { bytes, progressLine } from './progress';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_500, '1.5 KB'],
  [2_600_000_000, '2.6 GB'],
])('%d bytes are %s', (amount, text) => expect(bytes(amount)).toBe(text));

test.each([
  [{ done: 0, total: 100 }, 0, 'Copying [........................] 0 %  0 B/s'],
  [{ done: 25, total: 100 }, 1_000, 'Copying [######..................] 25 %  25 B/s, 3 s left'],
  [{ done: 1, total: 1_000_000 }, 1_000, 'Copying [........................] 0 %  1 B/s, 277.8 h left'],
  [{ done: 100, total: 100 }, 2_000, 'Copying [########################] 100 %  50 B/s'],
  [{ done: 0, total: 0 }, 10, 'Copying [########################] 100 %  0 B/s'],
])('progress of %j', (progress, elapsedMs, line) => expect(progressLine('Copying', progress, elapsedMs, bytes)).toBe(line));
