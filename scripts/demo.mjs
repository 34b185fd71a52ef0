// `npm run demo`: Waybill as `npm start` runs it, plus a simulator in a process of its own that plays carriers and vehicles over HTTP.
import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './start.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

// A folder of its own: what the demo makes up must not stand among real shipments.
process.env.DATA_DIR ||= path.join(root, '.data-demo');
// The town that its vans go round in, near enough to see them move.
await start({ view: '?map=52.5150,13.4050,11' });
if (!process.exitCode) {
  // The channel between the two ends the simulator when this process is gone, however it goes.
  const simulator = fork(path.join(root, 'dist', 'apps', 'demo', 'src', 'main.js'), process.argv.slice(2), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  simulator.on('exit', (code) => code && console.error('Waybill itself goes on; Ctrl-C stops it.'));
}
