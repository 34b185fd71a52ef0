import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../faults/harness/waiting';

const BUNDLE = pathToFileURL(path.resolve(__dirname, '../../scripts/bundle.mjs')).href;
const childrenOf = (pid: number): string[] => {
  const all = execFileSync('ps', ['-eo', 'ppid=,args=']).toString().split('\n');
  return all.filter((line) => Number.parseInt(line, 10) === pid);
};

it('leaves no compiler behind in a process that goes on after it has built', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-build-'));
  const script = `import fs from 'node:fs'; import path from 'node:path'; import { bundle, ENTRIES } from ${JSON.stringify(BUNDLE)};
    for (const entry of ENTRIES.map((one) => path.join(${JSON.stringify(root)}, 'apps', one))) {
      fs.mkdirSync(path.dirname(entry), { recursive: true });
      fs.writeFileSync(entry, 'console.log(1);');
    }
    await bundle(${JSON.stringify(root)}); console.log('built'); process.stdin.resume();`;
  const builder = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(builder.stdout, 'data');
    await until('the compiler has ended', async () => childrenOf(builder.pid as number).length === 0, { limitMs: 10_000 });
  } finally {
    builder.kill();
    fs.rmSync(root, { recursive: true });
  }
});
