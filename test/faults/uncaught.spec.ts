import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const PLATFORM = path.resolve(__dirname, '../../dist/libs/platform/src/index.js');

it('says what threw outside of all handling, and ends, so that the process is started again', async () => {
  const script = `const { createLogger, endOnUncaught } = require(${JSON.stringify(PLATFORM)});
    endOnUncaught(createLogger({ service: 'api' }));
    setInterval(() => {}, 1000);
    setTimeout(() => { throw new TypeError('a callback of a library'); }, 1);`;
  const ended = promisify(execFile)(process.execPath, ['-e', script]);
  await expect(ended).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/(fatal|60).*a callback of a library.*the process ends, to be started again/),
  });
});
