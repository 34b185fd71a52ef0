import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@waybill/event-store';
import {
  EXCEPTIONS,
  GEOFENCES,
  IDENTIFIERS,
  isTransient,
  LiveReadModels,
  migrate,
  PREDICTIONS,
  ReadDatabase,
  SHIPMENTS,
  SITES,
} from '@waybill/read-model';
import { startProjector } from '../../support/projector';
import { differingRows } from '../checkers/rows';
import type { Stores } from './stores';
import { seconds, until } from './waiting';

/** Every projection. */
export const PROJECTIONS = [SHIPMENTS, IDENTIFIERS, EXCEPTIONS, GEOFENCES, SITES, PREDICTIONS];
/** With the reactors: whatever a projector runs. */
export const PROCESSORS = [...PROJECTIONS, 'attribution', 'detection', 'eta', 'arrivals'];
const PATIENT_MS = 900_000;
const RETRY_MS = 500;
const CAUGHT_UP_MS = 45 * 60_000;

/** For a checker: its statements may take long, and are repeated while Postgres does not answer: a busy machine is no finding. */
export function openPatiently(url: string): ReadDatabase {
  const database = ReadDatabase.open(url, { poolSize: 4, statementTimeoutMs: PATIENT_MS, applicationName: 'waybill-checker' });
  const query = database.query.bind(database);
  return Object.assign(database, {
    query: <Row>(...statement: Parameters<typeof query>) => patiently(() => query<Row>(...statement)),
  });
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || performance.now() - began > PATIENT_MS) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** An empty database beside the given one; one of that name that an interrupted run left is replaced. Without a name it is one of its own. */
export async function freshDatabase(url: string, name = `test_${Math.random().toString(36).slice(2)}`): Promise<string> {
  const admin = openPatiently(url);
  try {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name}`);
  } finally {
    await admin.close();
  }
  return withPath(url, `/${name}`);
}

export function withPath(url: string, path: string): string {
  const changed = new URL(url);
  changed.pathname = path;
  return changed.toString();
}

/** Waits until the projections have passed a position, through restarts of whatever. */
export async function caughtUp(database: ReadDatabase, position: bigint, processors: readonly string[] = PROJECTIONS): Promise<void> {
  const reads = new LiveReadModels(database);
  const passed = () =>
    reads.asOf(processors).then(
      (asOf) => asOf >= position,
      () => false,
    );
  await until(`the read models at ${position}`, passed, { limitMs: CAUGHT_UP_MS, everyMs: 100 });
}

/** Waits until reactors have answered all up to a position, and read models hold that too. */
export async function passed(database: ReadDatabase, position: bigint): Promise<void> {
  const reads = new LiveReadModels(database);
  const request = { position, settled: true, processors: PROJECTIONS, timeoutMs: 1_000 };
  await until(`all processors at ${position}`, () => reads.waitFor(request).catch(() => false), { limitMs: CAUGHT_UP_MS });
}

/** Waits until that is so for all that is in the log, and nothing more comes of it. */
export async function cameToRest(database: ReadDatabase, log: EventLog): Promise<void> {
  for (let end = -1n, head = await log.head(); head.commit > end; head = await log.head()) {
    end = head.commit;
    await passed(database, end);
  }
}

/** When reactors run no more: lets the projections come to the end of the log, which moves no more either. Answers it. */
export async function atTheEnd({ node, postgres, log }: Stores, database: ReadDatabase): Promise<bigint> {
  const { commit } = await log.head();
  const addresses = { eventStoreUrl: node.address, databaseUrl: postgres.url };
  const projector = await startProjector({ ...addresses, processors: PROJECTIONS, awaitReady: false });
  await caughtUp(database, commit).finally(() => projector.kill());
  return commit;
}

/** What the compared rows came to. */
export interface Comparison {
  readonly differences: readonly string[];
  readonly rows: number;
  readonly rebuildMs: number;
}

export interface RebuildOptions {
  /** Rows that contain this text are not compared. */
  readonly ignoring?: string;
  /** What the rebuild has to know before it begins. */
  readonly prepare?: (clean: ReadDatabase) => Promise<void>;
  /** What was running; {@link PROJECTIONS} unless given. */
  readonly processors?: readonly string[];
}

/** Every projection that a database knows. */
export async function projectionsOf(databaseUrl: string): Promise<string[]> {
  const database = openPatiently(databaseUrl);
  try {
    const rows = await database.query<{ name: string }>(`select name from waybill.processor where kind = 'projection' order by 1`);
    return rows.map(({ name }) => name);
  } finally {
    await database.close();
  }
}

/** Builds the read models anew in a database of their own, up to a position, and compares every row. */
export async function compareWithRebuild(
  eventStoreUrl: string,
  databaseUrl: string,
  position: bigint,
  { ignoring, prepare, processors = PROJECTIONS }: RebuildOptions = {},
): Promise<Comparison> {
  const cleanUrl = await freshDatabase(databaseUrl, 'clean_rebuild');
  const [live, clean] = [openPatiently(databaseUrl), openPatiently(cleanUrl)];
  if (prepare) {
    await patiently(() => migrate(clean));
    await prepare(clean);
  }
  const began = performance.now();
  const projector = await startProjector({ eventStoreUrl, databaseUrl: cleanUrl, processors, awaitReady: false });
  try {
    await Promise.all([live, clean].map((database) => caughtUp(database, position, processors)));
    const rebuildMs = performance.now() - began;
    await projector.stop();
    return { ...(await differingRows(live, clean, ignoring)), rebuildMs };
  } catch (error) {
    throw new Error(`The rebuild failed: ${(error as Error).message}\n${projector.output().slice(-2_000)}`, { cause: error });
  } finally {
    await projector.kill();
    await Promise.all([live.close(), clean.close()]);
  }
}

/** For the record. */
export const compared = ({ rows, rebuildMs }: Comparison): string =>
  `${rows.toLocaleString('en-US')} rows compared with a rebuild that took ${seconds(rebuildMs)}`;
