import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig, onShutdown, readAddresses, systemClock, Terminal, type WaybillConfig } from '@waybill/platform';
import { Crowd } from './crowd/crowd';
import { vansOf } from './crowd/vans';
import { demoOptions } from './options';
import { planDemo, SOURCE_PREFIX } from './plan';
import { Player } from './play/player';
import { WaybillClient } from './play/waybill-client';
import { seededRandom } from './random';
import { lookAt, progressLine, statusLine } from './screen';

const CATCH_UP_MS = 15_000;
const STATUS_MS = 2_000;
const FEW = 12;

const keyFile = (config: WaybillConfig) => path.join(config.dataDir, 'operator-api-key');

function connect(config: WaybillConfig): WaybillClient {
  const addresses = readAddresses(config.dataDir);
  if (!addresses) throw new Error(`No Waybill runs on ${config.dataDir}: start it with npm run demo.`);
  const key = config.operatorApiKey ?? fs.readFileSync(keyFile(config), 'utf8').trim();
  return new WaybillClient(addresses.apiUrl, key, (milliseconds) => wait(milliseconds));
}

/** Plays carriers and vehicles against a running Waybill until it is told to end. */
async function main(): Promise<void> {
  const { vehicles } = demoOptions(process.argv.slice(2));
  const terminal = new Terminal(process.stdout, systemClock.monotonic);
  onShutdown([() => terminal.say('')]);
  const config = loadConfig();
  const operator = connect(config);
  const now = systemClock.now();
  // Ids of this run: a second run on the same data folder adds a second world.
  const tag = Math.floor(now / 1_000).toString(36);
  const { steps, highlights } = planDemo(now, now, tag);
  const sender = operator.with(await operator.createKey(`demo ${tag}`, SOURCE_PREFIX));
  const pause = (milliseconds: number): Promise<void> => wait(milliseconds);
  const player = new Player(steps, operator, sender, systemClock, pause);
  const random = seededRandom(now);
  const crowd = new Crowd(vansOf(vehicles, { now, until: now, tag, random }), operator, sender, systemClock, pause, random);
  // A few are there at once, so that the map moves while the past is told; a crowd would hold that up.
  await crowd.takeOff(FEW);
  void crowd.drive().catch(fail);
  await player.catchUp(now, CATCH_UP_MS, (share) => terminal.status(progressLine(share, player.tally)));

  // The list has as many as a page of it: of a crowd it says nothing.
  const ours = async () => (vehicles > FEW ? [] : await operator.shipments()).filter(({ shipmentId }) => shipmentId.endsWith(`-${tag}`));
  const statuses = new Map((await operator.shipments()).map(({ shipmentId, status }) => [shipmentId, status]));
  const near = path.relative('.', keyFile(config));
  const keyText = config.operatorApiKey ? '$OPERATOR_API_KEY' : `$(cat '${near.startsWith('..') ? keyFile(config) : near}')`;
  terminal.say(lookAt({ apiUrl: operator.url, keyText, highlights, trackingUrls: player.trackingUrls, statuses }));
  void player.live().catch(fail);
  void crowd.takeOff(vehicles).catch(fail);
  for (;;) {
    terminal.status(statusLine(await ours(), player.tally, crowd));
    await wait(STATUS_MS);
  }
}

function fail(error: unknown): void {
  process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

void main().catch(fail);
