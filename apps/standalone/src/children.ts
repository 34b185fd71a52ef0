import fs from 'node:fs';
import path from 'node:path';
import { inheritedEnvironment } from '@waybill/platform';
import type { DataFolder } from './folder/data-folder';
import { type Cluster, guardScript } from './postgres';
import { StartProblem } from './problem';
import type { Plan } from './supervisor';

/** The processes of a standalone, in the order in which they are stopped: each before those that it uses. */
export const CHILDREN = ['api', 'projector', 'eventNode', 'postgres'] as const;
export type ChildName = (typeof CHILDREN)[number];

/** The least time that each keeps for its own end when those before it were slow. Together well under the 8 s of a stop. */
export const RESERVED_MS: Readonly<Record<ChildName, number>> = { api: 0, projector: 800, eventNode: 800, postgres: 1_500 };

/** Script of each process; specs replace some. */
export type Scripts = Readonly<Record<Exclude<ChildName, 'postgres'>, string>>;

const apps = path.dirname(path.dirname(__dirname));
const mainOf = (app: string) => path.join(apps, app, 'src', 'main.js');
export const builtScripts: Scripts = { api: mainOf('api'), projector: mainOf('projector'), eventNode: mainOf('event-node') };

/** What the API and the projector learn by their environment. */
export type Surroundings = {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly operatorApiKey: string;
  readonly deploymentKey: string;
  readonly testCarrier: boolean;
};

function existing(script: string): string {
  if (fs.existsSync(script)) return script;
  throw new StartProblem(`${script} is missing: run npm run build.`);
}

/** The API or the projector. */
export function appPlan(name: string, script: string, it: Surroundings): Plan {
  const env = inheritedEnvironment({
    HOST: it.host,
    PORT: String(it.port),
    DATA_DIR: it.dataDir,
    EVENTSTORE_URL: it.eventStoreUrl,
    DATABASE_URL: it.databaseUrl,
    OPERATOR_API_KEY: it.operatorApiKey,
    DEPLOYMENT_KEY: it.deploymentKey,
    TEST_CARRIER: String(it.testCarrier),
  });
  return { name, command: { script: existing(script), args: [], env } };
}

const NO_KEYS = { OPERATOR_API_KEY: undefined, DEPLOYMENT_KEY: undefined, DATABASE_URL: undefined };

export function eventNodePlan(script: string, folder: DataFolder): Plan {
  const args = ['--data', folder.events, '--listen', `unix:${folder.socket}`];
  return { name: 'event node', command: { script: existing(script), args, env: inheritedEnvironment(NO_KEYS) } };
}

export function postgresPlan(cluster: Cluster): Plan {
  const command = { script: guardScript, args: [JSON.stringify(cluster.command)], env: inheritedEnvironment(NO_KEYS) };
  return { name: 'Postgres', command, prepare: cluster.prepare };
}
