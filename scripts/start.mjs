// `npm start`: builds what is stale, then is the standalone itself (one process, so a signal to it or to its group reaches it directly).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** npm killed with -9 cannot pass that on; without this, Waybill would go on running behind a command that is gone. */
function endWithNpm() {
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM');
  }, 1_000).unref();
}

/** @param options of the standalone */
export async function start(options = {}) {
  if (!fs.existsSync(path.join(root, 'node_modules', 'pino'))) fail('The packages are not installed: run npm ci first.');
  const { build } = await import('./build.mjs');
  await build().catch((error) => fail(error.message));
  if (process.env.npm_lifecycle_event) endWithNpm();
  const { main } = (await import('../dist/apps/standalone/src/main.js')).default;
  await main(options);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await start();
