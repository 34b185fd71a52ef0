import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writePrivateFile } from '@waybill/platform';
import { freePort } from '../ports';
import { type Binaries, findBinaries } from './binaries';
import type { GuardedCommand } from './guarded-command';
import { initialise, SUPERUSER } from './initdb';
import { clearOrphans } from './orphans';
import { databaseParent, reachableBinaries } from './places';
import { chooseRunAs, type RunAs } from './run-as';

/** A private Postgres that can be started, with the address it will have. */
export type Cluster = {
  readonly url: string;
  readonly folder: string;
  /** For a person: which Postgres, run as whom. */
  readonly description: string;
  /** What the guard runs. */
  readonly command: GuardedCommand;
  /** Before each start: makes way, and makes the database when there is none yet. @throws StartProblem */
  prepare(): Promise<void>;
};

export type ClusterOptions = {
  readonly sync?: boolean;
  /** Restrict the ways that are tried; for specs. */
  readonly binaries?: Binaries['origin'];
  readonly runAs?: RunAs['kind'];
};

type Kept = { readonly password: string; readonly port: number };

/** Chosen once per data folder, so that tools and connection strings of a developer go on working; the port moves when it is taken. */
async function keptSettings(dataDir: string): Promise<Kept> {
  const file = path.join(dataDir, 'postgres.json');
  const old: Kept | undefined = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
  const kept = { password: old?.password ?? randomBytes(24).toString('base64url'), port: await freePort(old?.port) };
  if (kept.port !== old?.port) writePrivateFile(file, JSON.stringify(kept));
  return kept;
}

/** fsync, full_page_writes and synchronous_commit stay at their default: on. Acknowledged rows survive a power cut. */
function postgresArguments(folder: string, port: number): readonly string[] {
  const settings = ['listen_addresses=127.0.0.1', 'shared_buffers=128MB', 'log_checkpoints=off', 'timezone=UTC', 'log_timezone=UTC'];
  return ['-D', folder, '-p', String(port), '-k', '', ...settings.flatMap((setting) => ['-c', setting])];
}

function majorOf(folder: string): number | undefined {
  const file = path.join(folder, 'PG_VERSION');
  return fs.existsSync(file) ? Number.parseInt(fs.readFileSync(file, 'utf8'), 10) : undefined;
}

/** Finds Postgres and settles its address, which is known before it runs. @throws StartProblem when there is no Postgres. */
export async function openCluster(dataDir: string, options: ClusterOptions = {}): Promise<Cluster> {
  const runAs = chooseRunAs(options.runAs);
  const folder = path.join(databaseParent(dataDir, runAs), 'postgres');
  const found = findBinaries(majorOf(folder), options.binaries);
  const binaries = reachableBinaries(found, runAs);
  // Before the port is chosen: an orphan would hold it.
  await clearOrphans(folder);
  const { password, port } = await keptSettings(dataDir);
  const argv = [...runAs.wrap, path.join(binaries, 'bin', 'postgres'), ...postgresArguments(folder, port)];
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    folder,
    description: `Postgres ${found.major} (${found.origin}, ${runAs.kind})`,
    command: { argv, uid: runAs.uid, gid: runAs.gid, readyLine: 'database system is ready to accept connections' },
    async prepare() {
      await clearOrphans(folder);
      if (!fs.existsSync(folder)) await initialise({ folder, binaries, runAs, password, sync: options.sync ?? true });
    },
  };
}
