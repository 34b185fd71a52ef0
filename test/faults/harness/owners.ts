import type { ReadDatabase } from '@waybill/read-model';
import { type RunningProjector, startProjector } from '../../support/projector';
import { PROCESSORS } from './databases';
import type { Stores } from './stores';
import { until } from './waiting';

/** One of several projectors, with a database user of its own, so that the database tells who did what. */
export interface Rival {
  readonly user: string;
  readonly process: RunningProjector;
}

const PARTITIONS = 16;
const PASSWORD = 'rival';
const SHARED_WITHIN_MS = 120_000;

interface Lease {
  readonly place: string;
  readonly owner: string | null;
}

/** Projectors that share the partitions. */
export class Owners {
  rivals: Rival[] = [];
  private started = 0;

  private constructor(
    private readonly stores: Stores,
    private readonly database: ReadDatabase,
  ) {}

  static async begin(stores: Stores, database: ReadDatabase, count: number): Promise<Owners> {
    const owners = new Owners(stores, database);
    const [{ number }] = (await database.query<{ number: string }>(
      `select count(*) as number from pg_roles where rolname like 'rival%'`,
    )) as [{ number: string }];
    owners.started = Number(number);
    for (let n = 0; n < count; n += 1) await (await owners.start()).process.ready;
    return owners;
  }

  /** Resolves when each has its share of each processor: the even one rounded up, and the last of them what is left. */
  async untilShared(): Promise<void> {
    const others = this.rivals.length - 1;
    const least = PARTITIONS - others * Math.ceil(PARTITIONS / this.rivals.length);
    const shared = async () => {
      const leases = await this.leases();
      return this.rivals.every(({ process }) => ownedBy(leases, process.pid).length >= least * PROCESSORS.length);
    };
    await until(`${this.rivals.length} projectors share the partitions`, shared, { limitMs: SHARED_WITHIN_MS, everyMs: 50 }).catch(
      async (error: Error) => {
        throw new Error(`${error.message}\n${await this.story()}`, { cause: error });
      },
    );
  }

  /** Waits, from now on, until all partitions of one belong to others. Answers how many milliseconds that took. */
  untilTakenFrom({ process }: Rival): { readonly done: Promise<number | undefined>; giveUp(): void } {
    let given = false;
    const began = performance.now();
    const done = (async () => {
      const share = ownedBy(await this.leases(), process.pid);
      const taken = async () => {
        if (given) return true;
        const leases = await this.leases();
        return share.every((place) => isOthers(leases, place, process.pid));
      };
      await until('takeover', taken, { limitMs: SHARED_WITHIN_MS, everyMs: 50 });
      return given ? undefined : performance.now() - began;
    })();
    return {
      done,
      giveUp: () => {
        given = true;
      },
    };
  }

  async kill(rival: Rival): Promise<void> {
    await rival.process.kill();
    this.rivals = this.rivals.filter((one) => one !== rival);
  }

  /** Starts one more. Answers the milliseconds from its start, as a process, until all have their shares, and until it followed the log. */
  async join(): Promise<{ readonly sharedMs: number; readonly followingMs: number }> {
    const began = performance.now();
    const { process } = await this.start();
    await this.untilShared();
    const sharedMs = performance.now() - began;
    await process.ready;
    return { sharedMs, followingMs: performance.now() - began };
  }

  async killAll(): Promise<void> {
    await Promise.all(this.rivals.splice(0).map(({ process }) => process.kill()));
  }

  private async start(): Promise<Rival> {
    const user = `rival${this.started++}`;
    await this.database.query(`create role ${user} superuser login password '${PASSWORD}'`);
    const databaseUrl = new URL(this.stores.postgres.url);
    databaseUrl.username = user;
    databaseUrl.password = PASSWORD;
    const process = await startProjector({
      eventStoreUrl: this.stores.node.address,
      databaseUrl: databaseUrl.toString(),
      awaitReady: false,
    });
    const rival = { user, process };
    this.rivals.push(rival);
    return rival;
  }

  /** Who holds how much, and what each wrote last. */
  private async story(): Promise<string> {
    const leases = await this.leases();
    const told = this.rivals.map(
      ({ process }) => `${process.pid} holds ${ownedBy(leases, process.pid).length}: ${process.output().slice(-1_500)}`,
    );
    return told.join('\n');
  }

  private leases(): Promise<Lease[]> {
    return this.database.query<Lease>(
      `select processor || '/' || partition as place, owner from waybill.lease where owner is null or expires > now()`,
    );
  }
}

/** An owner's name holds the machine, the process id and a suffix. */
const isPid = (owner: string | null, pid: number): boolean => owner?.split('/')[1] === String(pid);
const ownedBy = (leases: readonly Lease[], pid: number): string[] =>
  leases.filter(({ owner }) => isPid(owner, pid)).map(({ place }) => place);
const isOthers = (leases: readonly Lease[], place: string, pid: number): boolean =>
  leases.some((lease) => lease.place === place && lease.owner !== null && !isPid(lease.owner, pid));
