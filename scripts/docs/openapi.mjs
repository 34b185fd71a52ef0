import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

async function fetchFrom(url) {
  const answer = await fetch(`${url}/openapi.json`);
  if (!answer.ok) throw new Error(`${url}/openapi.json answered ${answer.status}`);
  return `${JSON.stringify(await answer.json(), null, 2)}\n`;
}

/** Starts Waybill in a folder of its own for as long as `work` takes. */
async function withWaybill(root, work) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-docs-'));
  const addresses = path.join(dataDir, 'addresses.json');
  const env = { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  const waybill = fork(path.join(root, 'dist/apps/standalone/src/main.js'), { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(waybill, 'exit');
  try {
    while (!fs.existsSync(addresses) && waybill.exitCode === null) await wait(100);
    return await work(JSON.parse(fs.readFileSync(addresses, 'utf8')).apiUrl);
  } finally {
    waybill.kill('SIGTERM');
    await ended;
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The OpenAPI document as the API itself gives it out: of the one at `url`, else of one that is started for it. */
export const openApi = (root, url) => (url ? fetchFrom(url) : withWaybill(root, fetchFrom));
