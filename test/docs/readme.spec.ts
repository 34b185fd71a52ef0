import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readAddresses } from '@waybill/platform';
import { type RunningWaybill, startWaybill } from '../support/waybill';
import { blocksBetween, expectation, paste, type Ran } from './walk-through';

const root = path.resolve(__dirname, '../..');
const blocks = blocksBetween(fs.readFileSync(path.join(root, 'README.md'), 'utf8'), '## Walk through', '## How it works');

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a block started in the background ends with the test. */
async function stopWhatRuns(dataDir: string): Promise<void> {
  const pid = readAddresses(dataDir)?.pid;
  if (pid) process.kill(pid, 'SIGTERM');
  for (const until = performance.now() + 20_000; readAddresses(dataDir) && performance.now() < until; ) await wait(50);
}

describe("the README's walk-through", () => {
  let waybill: RunningWaybill;
  let ran: readonly Ran[];
  const outputOf = (part: string) => ran.find(({ text }) => text.includes(part))?.output ?? '';

  beforeAll(async () => {
    const PORT = String(await freePort());
    waybill = await startWaybill({ env: { PORT } });
    const env = { ...process.env, PORT, WAYBILL: waybill.url, DATA_DIR: waybill.dataDir };
    ran = await paste(blocks, env, root);
  }, 90_000);
  afterAll(async () => {
    await stopWhatRuns(waybill.dataDir);
    await waybill.stop();
  }, 30_000);

  it('has commands and shows answers', () => {
    expect(blocks.filter(({ language }) => language === 'bash').length).toBeGreaterThan(8);
    expect(blocks.filter(({ language }) => language !== 'bash').length).toBeGreaterThan(5);
  });

  it('gives the answers that it shows', () => {
    for (const { output, sample } of ran) {
      if (sample?.language === 'json') expect(JSON.parse(output)).toEqual(expectation(JSON.parse(sample.text)));
      if (sample?.language === 'text') expect(output.trim()).toBe(sample.text.trim());
    }
  });

  it('shows the scan and the load in the timeline, and the ping in the track', () => {
    const output = outputOf('/timeline');
    expect(output).toMatch(/"milestone": "DEPARTED_HUB"/);
    expect(output).toMatch(/shipment-loaded/);
    expect(output).toMatch(/<trkpt lat="50.8786" lon="9.6651">/);
  });

  it('shows the customer no position and no identifiers', () => {
    expect(outputOf('field trackingToken')).not.toMatch(/00340434161094042557|TRUCK-7|50\.8786/);
  });
});
