import {
  type Addresses,
  localUrl,
  newSignInTicket,
  parseKey,
  removeAddresses,
  systemClock,
  type WaybillConfig,
  writeAddresses,
} from '@waybill/platform';
import { ChildProcesses } from './child-processes';
import { appPlan, builtScripts, eventNodePlan, postgresPlan, type Scripts, type Surroundings } from './children';
import { type DataFolder, openDataFolder } from './folder/data-folder';
import { type Keys, openKeys } from './folder/keys';
import { clearLeftovers } from './instance/leftovers';
import { type InstanceLock, lockInstance } from './instance/lock';
import { apiPort } from './ports';
import { openCluster } from './postgres';
import { readinessOf } from './readiness';
import { readyScreen } from './screen';
import { until } from './waiting';

export type StandaloneOptions = {
  /** One line or more for the person at the console. */
  readonly say: (text: string) => void;
  /** Query of the console's address in the printed link. */
  readonly view?: string;
  readonly scripts?: Partial<Scripts>;
};

type Database = { readonly url: string; readonly description: string; readonly ready: Promise<unknown> };
type Parts = { readonly folder: DataFolder; readonly keys: Keys; readonly children: ChildProcesses; readonly port: number };

/** What keeps the API from being ready is worth telling after this: parts come up beside each other. */
const PATIENT_MS = 3_000;
const SLOW_MS = 20_000;
/** Long enough to read the screen and click, short enough for what stays in a terminal's history. */
const TICKET_MS = 10 * 60_000;

/** Waybill on one machine: Postgres, event node, API and projector as processes of their own, from one command. */
export class Standalone {
  private lock: InstanceLock | undefined;
  private children: ChildProcesses | undefined;
  private addresses: Addresses | undefined;
  private stopping = false;

  constructor(
    private readonly config: WaybillConfig,
    private readonly options: StandaloneOptions,
  ) {}

  /** Resolves when everything is up and its screen was shown. @throws StartProblem in one sentence. */
  async start(): Promise<void> {
    const { config, options } = this;
    const folder = openDataFolder(config.dataDir);
    this.lock = await lockInstance(folder.root, options.say);
    removeAddresses(folder.root);
    await clearLeftovers(this.lock.leftovers);
    const port = await apiPort(config.host, config.port);
    const keys = openKeys(config, folder);
    await this.bringUp({ folder, keys, port, children: this.openChildren(folder) });
  }

  /** Ends everything in order: api, projector, event node, Postgres. */
  async stop(): Promise<void> {
    this.stopping = true;
    // Without the lock the files there are another instance's.
    if (!this.lock) return;
    this.addresses = undefined;
    removeAddresses(this.config.dataDir);
    await this.children?.stop();
    this.lock.release();
  }

  private openChildren(folder: DataFolder): ChildProcesses {
    const { say } = this.options;
    const onStarted = (name: string, pid: number) => this.lock?.remember(name, pid);
    this.children = new ChildProcesses({ logs: folder.logs, say, onStarted, onChange: () => this.writeAddresses() });
    return this.children;
  }

  /** The API does not wait for Postgres: taking in needs the event store only. */
  private async bringUp(parts: Parts): Promise<void> {
    const { children, folder, port } = parts;
    const scripts = { ...builtScripts, ...this.options.scripts };
    const database = await this.openDatabase(parts);
    const eventStoreUrl = await orFailure(this.openEventStore(parts, scripts), database.ready);
    if (this.stopping) return;
    const surroundings = this.surroundings(parts, eventStoreUrl, database.url);
    const apiEnds = children.start('api', appPlan('api', scripts.api, surroundings));
    await orFailure(database.ready, apiEnds);
    if (this.stopping) return;
    const projectorEnds = children.start('projector', appPlan('projector', scripts.projector, surroundings));
    const apiUrl = localUrl(this.config.host, port);
    await orFailure(orFailure(this.untilReady(apiUrl), projectorEnds), apiEnds);
    if (this.stopping) return;
    const startedAt = new Date(systemClock.now()).toISOString();
    this.addresses = { apiUrl, eventStore: eventStoreUrl, databaseUrl: database.url, pid: process.pid, pids: {}, startedAt };
    this.writeAddresses();
    this.options.say(this.screen(parts.keys, folder, this.addresses, database.description));
  }

  private async openDatabase({ children, folder }: Parts): Promise<Database> {
    const { databaseUrl } = this.config;
    if (databaseUrl) return { url: databaseUrl, description: databaseUrl, ready: Promise.resolve() };
    const cluster = await openCluster(folder.root);
    const ready = children.start('postgres', postgresPlan(cluster));
    return { url: cluster.url, description: `${cluster.url}  ${cluster.description}`, ready };
  }

  private async openEventStore({ children, folder }: Parts, scripts: Scripts): Promise<string> {
    const { eventStoreUrl } = this.config;
    if (eventStoreUrl) return eventStoreUrl;
    const { address } = await children.start('eventNode', eventNodePlan(scripts.eventNode, folder));
    return typeof address === 'string' ? address : `unix:${folder.socket}`;
  }

  private surroundings({ folder, keys, port }: Parts, eventStoreUrl: string, databaseUrl: string): Surroundings {
    const { host, testCarrier = this.config.eventStoreUrl === undefined } = this.config;
    return { host, port, dataDir: folder.root, eventStoreUrl, databaseUrl, testCarrier, ...keys };
  }

  private async untilReady(apiUrl: string): Promise<void> {
    const begunAt = systemClock.monotonic();
    let told: string | undefined;
    const isSettled = async (): Promise<boolean> => {
      const { isReady, note } = await readinessOf(apiUrl);
      const isNews = note !== undefined && note !== told && systemClock.monotonic() - begunAt > PATIENT_MS;
      if (isNews && !isReady && !this.stopping) this.options.say(`Not ready yet: ${note}`);
      if (isNews) told = note;
      return this.stopping || isReady;
    };
    if (await until(isSettled, SLOW_MS, 100)) return;
    this.options.say(`The API is not ready after ${SLOW_MS / 1000} s; still waiting. See ${apiUrl}/health/ready and the logs.`);
    await until(isSettled, Number.POSITIVE_INFINITY, 500);
  }

  /** Also after a child was started again, since its process id is new. */
  private writeAddresses(): void {
    if (!this.addresses || !this.children) return;
    this.addresses = { ...this.addresses, pids: { ...this.children.pids } };
    writeAddresses(this.config.dataDir, this.addresses);
  }

  private screen(keys: Keys, folder: DataFolder, { apiUrl, eventStore }: Addresses, database: string): string {
    const operatorKeyFile = this.config.operatorApiKey ? undefined : folder.operatorKeyFile;
    return readyScreen({
      apiUrl,
      dataDir: folder.root,
      operatorKey: keys.operatorApiKey,
      operatorKeyFile,
      keyIsNew: keys.isNew,
      signInTicket: newSignInTicket(parseKey(keys.deploymentKey) as Buffer, systemClock.now() + TICKET_MS),
      view: this.options.view ?? '',
      eventStore,
      database,
    });
  }
}

/** The first one's result; or the other's failure, when that comes earlier. */
function orFailure<T>(work: Promise<T>, other: Promise<unknown>): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    other.catch(reject);
  });
}
