import os from 'node:os';
import path from 'node:path';
import { parseArguments, UsageError } from './options';

test('a directory is enough: the socket lies in it', () => {
  expect(parseArguments(['--data', '/srv/x'])).toMatchObject({ dataDirectory: '/srv/x', listen: 'unix:/srv/x/event-node.sock' });
});

test('a socket that would not fit goes to a short path', () => {
  const { listen } = parseArguments(['--data', `/srv/${'x'.repeat(120)}`]);
  expect(listen.startsWith(`unix:${os.tmpdir()}${path.sep}`)).toBe(true);
  expect(Buffer.byteLength(listen.slice(5))).toBeLessThanOrEqual(107);
});

test.each(['127.0.0.1:0', '127.0.0.1:2113', 'unix:/srv/y.sock'])('listens on %s', (listen) => {
  expect(parseArguments(['--data', '/srv/x', '--listen', listen]).listen).toBe(listen);
});

test.each([
  [],
  ['--data'],
  ['--port', '1'],
  ['--data', '/x', '--listen', '0.0.0.0:1'],
  ['--data', '/x', '--listen', `unix:/${'y'.repeat(107)}`],
  ['--data', '/x', '--segment-bytes', 'many'],
  ['--data', '/x', '--behave', '1.0'],
])('refuses %s %s %s %s', (...argv) => {
  expect(() => parseArguments(argv)).toThrow(UsageError);
});
