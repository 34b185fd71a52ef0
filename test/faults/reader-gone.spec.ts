import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const PLATFORM = path.resolve(__dirname, '../../dist/libs/platform/src/index.js');

/** Has much to say when it is told to, and then fails. */
const PROGRAM = `
  const logger = require(${JSON.stringify(PLATFORM)}).createLogger({ service: 'test' });
  process.stdin.once('data', () => {
    for (let line = 0; line < 1000; line++) logger.info('x'.repeat(500));
    throw new Error('unexpected');
  });
  logger.info('up');
`;

describe('a process whose output is not read any more', () => {
  it('ends when it fails', async () => {
    const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      await once(child.stdout, 'data');
      child.stdout.destroy();
      child.stdin.write('go');
      const [code] = await once(child, 'exit');
      expect(code).toBe(1);
    } finally {
      child.kill('SIGKILL');
    }
  }, 30_000);
});
