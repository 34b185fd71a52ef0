// `npm run pictures`: the pictures that the README shows, taken from the demo in the browser of the tests, light and dark, wide and narrow.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as launcher } from 'playwright-core';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'docs/pictures');
const MOST_BYTES = 200_000;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const BROWSER = ['--no-sandbox', '--headless=shell', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic'];
/** Long enough for the demo to have told its past, and for a map to be drawn without a graphics card. */
const TOLD_WITHIN_MS = 300_000;
const DRAWN_MS = 8_000;

/** What is shown of each page, and how it is made ready. */
const PICTURES = [
  { name: 'fleet', address: '/', map: true },
  { name: 'berlin', address: '/?map=52.5150,13.4050,11', map: true },
  { name: 'shipment', address: (seen) => `/shipments/${seen.stuck}`, map: true },
  { name: 'geofences', address: '/geofences', map: true },
  { name: 'sites', address: '/sites', map: true },
  { name: 'integrations', address: '/integrations' },
  { name: 'system', address: '/system' },
  { name: 'customer', address: (seen) => seen.track },
];
const LOOKS = [
  { suffix: 'light', colorScheme: 'light', viewport: WIDE },
  { suffix: 'dark', colorScheme: 'dark', viewport: WIDE },
  { suffix: 'phone', colorScheme: 'light', viewport: NARROW },
];

async function startDemo(dataDir) {
  const child = spawn(process.execPath, [path.join(root, 'scripts/demo.mjs')], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  for (const end = Date.now() + TOLD_WITHIN_MS; !/from here on everything happens now/.test(output); await wait(250)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`The demo did not come up:\n${output}`);
  }
  const url = new URL(/Console\s+(\S+)/.exec(output)[1]).origin;
  const stuck = /(PAR-MRS-STUCK-1-\w+)/.exec(output)[1];
  const track = /HAM-MUC-1-\w+[^\n]*\n\s+(\S+)/.exec(output)[1];
  return { child, url, stuck, track: new URL(track).pathname };
}

async function signedIn(browser, url, key, look) {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation').waitFor();
  return { context, page };
}

/** The README is read over slow lines, too. @throws Error for a picture that is too large */
async function take(page, name) {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  const { size } = fs.statSync(file);
  if (size > MOST_BYTES) throw new Error(`${name}.png has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
}

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-pictures-'));
fs.mkdirSync(folder, { recursive: true });
const demo = await startDemo(dataDir);
const browser = await launcher.launch({ executablePath: process.env.CHROMIUM_PATH ?? (await chromium.executablePath()), args: BROWSER });
try {
  const key = fs.readFileSync(path.join(dataDir, 'operator-api-key'), 'utf8').trim();
  for (const { suffix, ...look } of LOOKS) {
    const { context, page } = await signedIn(browser, demo.url, key, look);
    for (const { name, address, map } of PICTURES) {
      const at = typeof address === 'function' ? address(demo) : address;
      const answer = await page.goto(demo.url + at);
      if (!answer.ok()) throw new Error(`${at} answered ${answer.status()}`);
      if (map) await page.locator('[data-drawn]').waitFor({ timeout: 60_000 });
      await page.waitForTimeout(map ? DRAWN_MS : DRAWN_MS / 4);
      await take(page, `${name}-${suffix}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  demo.child.kill('SIGTERM');
  await new Promise((resolve) => demo.child.on('exit', resolve));
  fs.rmSync(dataDir, { recursive: true, force: true });
}
