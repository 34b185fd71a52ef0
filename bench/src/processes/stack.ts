import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { localUrl } from '@waybill/platform';
import { Client } from 'pg';
import { appPlan, builtScripts, eventNodePlan, postgresPlan, type Scripts, type Surroundings } from '../../../apps/standalone/src/children';
import { openDataFolder } from '../../../apps/standalone/src/folder/data-folder';
import { freePort } from '../../../apps/standalone/src/ports';
import { openCluster } from '../../../apps/standalone/src/postgres';
import { readinessOf } from '../../../apps/standalone/src/readiness';
import { until } from '../../../apps/standalone/src/waiting';
import type { Target } from '../workload/requests';
import { cleanUpLater, type Running, start } from './running';

/** Waybill's processes on a fresh data folder, without a supervisor, so that single ones can be left out, exchanged and profiled. */
export interface Stack {
  readonly url: string;
  readonly target: Target;
  /** Address of the event node as the plain client takes it. */
  readonly endpoint: string;
  readonly databaseUrl: string;
  /** Process ids of what always runs. */
  readonly pids: { readonly api: number; readonly eventNode: number; readonly postgres: number };
  /** @param databaseUrl another database than the API's, for a build from nothing */
  startProjector(databaseUrl?: string): Running;
  /** An empty database beside the API's. */
  freshDatabase(): Promise<string>;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Folder for CPU profiles of the product's Node processes; none are made without it. */
  readonly profiles?: string;
  /** A built checkout of another commit, whose processes are started in place of this one's. */
  readonly checkout?: string;
  /** Settings of the API and the projector that differ from the default. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Scripts of the product as another checkout has built them. */
function scriptsOf({ checkout }: StackOptions): Scripts {
  if (checkout === undefined) return builtScripts;
  const mainOf = (app: string) => path.join(checkout, 'dist', 'apps', app, 'src', 'main.js');
  return { api: mainOf('api'), projector: mainOf('projector'), eventNode: mainOf('event-node') };
}

const READY_MS = 60_000;
const makeKey = () => randomBytes(32).toString('base64url');

/** One folder and one set of keys for all processes. */
async function surroundingsIn(root: string, eventStoreUrl: string, databaseUrl: string): Promise<Surroundings> {
  const keys = { operatorApiKey: `wbk_${makeKey()}`, deploymentKey: makeKey() };
  return { host: '127.0.0.1', port: await freePort(), dataDir: root, eventStoreUrl, databaseUrl, testCarrier: false, ...keys };
}

async function untilReady(url: string): Promise<void> {
  if (!(await until(async () => (await readinessOf(url)).isReady, READY_MS, 50)))
    throw new Error(`${url}/health/ready is not 200 after ${READY_MS / 1000} s`);
}

function profiling(name: string, { profiles }: StackOptions): string[] {
  return profiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profiles, '--cpu-prof-name', `${name}-${Date.now()}.cpuprofile`];
}

async function startStores(root: string, options: StackOptions) {
  const folder = openDataFolder(root);
  const cluster = await openCluster(root);
  await cluster.prepare();
  const postgres = start('Postgres', postgresPlan(cluster).command);
  const node = start('event node', eventNodePlan(scriptsOf(options).eventNode, folder).command, profiling('event-node', options));
  const [{ pid }, { address }] = await Promise.all([postgres.ready, node.ready]);
  return { databaseUrl: cluster.url, postgres, postgresPid: Number(pid), node, endpoint: String(address) };
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new Client(url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.href;
}

/** Postgres, event node and API; the projector when it is asked for. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-bench-'));
  const remove = () => fs.rmSync(root, { recursive: true, force: true });
  const forget = cleanUpLater(remove);
  const { databaseUrl, postgres, postgresPid, node, endpoint } = await startStores(root, options);
  const scripts = scriptsOf(options);
  const around = await surroundingsIn(root, endpoint, databaseUrl);
  const startApp = (name: 'api' | 'projector', given = around): Running => {
    const { command } = appPlan(name, scripts[name], given);
    return start(name, { ...command, env: { ...command.env, ...options.settings } }, profiling(name, options));
  };
  const api = startApp('api');
  await api.ready;
  const projectors: Running[] = [];
  let databases = 0;
  const startProjector = (its = databaseUrl): Running => {
    const projector = startApp('projector', { ...around, databaseUrl: its });
    projectors.push(projector);
    return projector;
  };
  const url = localUrl(around.host, around.port);
  const stack: Stack = {
    url,
    target: { host: around.host, port: around.port, key: around.operatorApiKey },
    endpoint,
    databaseUrl,
    pids: { api: api.pid, eventNode: node.pid, postgres: postgresPid },
    startProjector,
    freshDatabase: () => createDatabase(databaseUrl, `bench_${++databases}`),
    async stop() {
      for (const running of [...projectors, api, node, postgres]) await running.stop();
      remove();
      forget();
    },
  };
  // The very first start is ready only when a projector has made the tables.
  const first = startProjector();
  await untilReady(url);
  await first.stop();
  return stack;
}
