import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventNodePlan, postgresPlan } from '../../../apps/standalone/src/children';
import { openDataFolder } from '../../../apps/standalone/src/folder/data-folder';
import { freePort } from '../../../apps/standalone/src/ports';
import { openCluster } from '../../../apps/standalone/src/postgres';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy';
import { type RunningWaybill, startWaybill } from '../../support/waybill';
import { Client } from '../client';
import { ShiftedClock } from './clock';
import { type KeptRunning, keepRunning } from './kept-running';
import { mountSmallDisk, type SmallDisk } from './small-disk';
import type { Trial } from './trial';

/** Something that a fault can strike. */
export interface Store {
  readonly process: KeptRunning;
  readonly proxy: FaultProxy;
  readonly disk: SmallDisk | undefined;
}

/** API and projector, an event node and a Postgres each on a small disk of its own and behind a proxy, and a wall clock that can be set. */
export interface Deployment {
  readonly waybill: RunningWaybill;
  readonly client: Client;
  readonly eventNode: Store;
  readonly postgres: Store;
  readonly clock: ShiftedClock;
  /** Addresses past the proxies. */
  readonly direct: { readonly eventStoreUrl: string; readonly databaseUrl: string };
}

const BUILT = path.resolve(__dirname, '../../../dist/apps');
const EVENTS_MIB = 64;
const DATABASE_MIB = 224;

/** On a folder of its own; it ends with the trial. */
export async function deploy(trial: Trial<object, unknown>): Promise<Deployment> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-faults-'));
  fs.chmodSync(root, 0o711);
  trial.later(() => fs.rmSync(root, { recursive: true, force: true }));
  const clock = new ShiftedClock(path.join(root, 'clock'));
  const eventNode = await startNode(trial, root, clock);
  const { postgres, databaseUrl } = await startDatabase(trial, root);
  const proxied = new URL(databaseUrl);
  proxied.host = postgres.proxy.address;
  const waybill = await startWaybill({
    dataDir: path.join(root, 'waybill'),
    env: { EVENTSTORE_URL: eventNode.proxy.address, DATABASE_URL: proxied.toString(), ...clock.env },
  });
  trial.later(() => waybill.stop());
  const direct = { eventStoreUrl: eventNode.address, databaseUrl };
  return { waybill, client: new Client(waybill.url, waybill.operatorKey), eventNode, postgres, clock, direct };
}

async function startNode(trial: Trial<object, unknown>, root: string, clock: ShiftedClock): Promise<Store & { readonly address: string }> {
  const folder = openDataFolder(path.join(root, 'event-node'));
  const disk = mounted(trial, folder.events, EVENTS_MIB);
  const { name, command } = eventNodePlan(path.join(BUILT, 'event-node/src/main.js'), folder);
  // Connections to a socket file cannot be reset.
  const address = `127.0.0.1:${await freePort()}`;
  const args = ['--data', folder.events, '--listen', address];
  const process = await keepRunning({ name, command: { ...command, args, env: { ...command.env, ...clock.env } } });
  trial.later(() => process.stop());
  return { process, disk, address, proxy: await proxyOf(trial, address) };
}

async function startDatabase(trial: Trial<object, unknown>, root: string): Promise<{ postgres: Store; databaseUrl: string }> {
  const folder = path.join(root, 'database');
  const disk = mounted(trial, folder, DATABASE_MIB);
  const cluster = await openCluster(folder, { sync: false });
  const plan = postgresPlan(cluster);
  const process = await keepRunning({
    ...plan,
    command: { ...plan.command, script: path.join(BUILT, 'standalone/src/postgres/guard.js') },
  });
  trial.later(() => process.stop());
  const { port } = new URL(cluster.url);
  // As another user without rights here, Postgres keeps its files elsewhere.
  const onDisk = cluster.folder.startsWith(folder) ? disk : undefined;
  return { postgres: { process, disk: onDisk, proxy: await proxyOf(trial, `127.0.0.1:${port}`) }, databaseUrl: cluster.url };
}

function mounted(trial: Trial<object, unknown>, folder: string, mebibytes: number): SmallDisk | undefined {
  const disk = mountSmallDisk(folder, mebibytes);
  if ('reason' in disk) {
    trial.say(`No full disk: ${disk.reason}`);
    return undefined;
  }
  trial.later(() => disk.unmount());
  return disk;
}

async function proxyOf(trial: Trial<object, unknown>, target: string): Promise<FaultProxy> {
  const proxy = await startFaultProxy(target);
  trial.later(() => proxy.close());
  return proxy;
}
