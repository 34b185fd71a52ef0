import {
  type Advance,
  advance,
  type Checkpoint,
  checkpointsOf,
  Fenced,
  holdAt,
  holdStill,
  Leases,
  migrate,
  processorPartitions,
  progress,
  type Queryable,
  ReadDatabase,
  registerProcessor,
} from '@waybill/read-model';
import { GroupCommit } from '../../apps/projector/src/runtime/group-commit';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { until } from './harness/waiting';

const LEASE_MS = 60_000;
let postgres: TestPostgres;
let database: ReadDatabase;
let processors = 0;

interface Subject {
  readonly build: { readonly name: string; readonly version: number };
  leases(owner: string, ttlMs?: number): Leases;
  /** Moves what an owner has, as far as it may. */
  step(owned: readonly Checkpoint[], commit: number, more?: Partial<Advance>): Promise<void>;
  rows(): Promise<string[]>;
}

/** A processor of its own. */
async function subject(): Promise<Subject> {
  const build = { name: `ranged_${++processors}`, version: 1 };
  await registerProcessor(database, { name: build.name, kind: 'reactor', definition: 1 });
  return {
    build,
    leases: (owner, ttlMs = LEASE_MS) => new Leases(database, { ...build, definition: 1 }, owner, ttlMs),
    step: (ranges, commit, more) =>
      database.transaction((tx) => advance(tx, { build, step: { ranges, commit: BigInt(commit), prepare: BigInt(commit), ...more } })),
    rows: async () => {
      const sql = `select partition || '-' || last_partition || ' at ' || commit_position as row from waybill.checkpoint
        where processor = $1 order by partition`;
      return (await database.query<{ row: string }>(sql, [build.name])).map(({ row }) => row);
    },
  };
}

beforeAll(async () => {
  postgres = await startPostgres();
  database = ReadDatabase.open(postgres.url);
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
});

/** Neighbouring partitions of one owner that are equally far share a checkpoint; whatever cuts it or joins it fences who had it. */
describe('the checkpoints of partitions', () => {
  it('move as one row while one process owns all', async () => {
    const { build, leases, step, rows } = await subject();
    const owned = await leases('a').acquire(16);
    await step(owned, 100);
    expect(await rows()).toEqual(['0-15 at 100']);
    expect((await checkpointsOf(database, build)).map(({ partition, commit }) => [partition, commit])).toEqual(
      Array.from({ length: 16 }, (_, partition) => [partition, 100n]),
    );
  });

  it('are cut when another process takes its share, and the step of before commits nothing', async () => {
    const { leases, step, rows } = await subject();
    const [a, b] = [leases('a'), leases('b')];
    const all = await a.acquire(16);
    await step(all, 100);
    const left = await a.acquire(8);
    const right = await b.acquire(8);
    expect([left, right]).toMatchObject([[{ first: 0, last: 7, commit: 100n }], [{ first: 8, last: 15, commit: 100n }]]);
    const late = step(
      all.map((range) => ({ ...range, commit: 100n })),
      200,
    );
    await expect(late).rejects.toThrow(Fenced);
    await step(left, 300);
    await step(right, 200);
    expect(await rows()).toEqual(['0-7 at 300', '8-15 at 200']);
  });

  it('fence a frozen owner of all when only a part was taken from it', async () => {
    const { leases, step, rows } = await subject();
    const all = await leases('frozen', 0).acquire(16);
    const [taken] = [await leases('b').acquire(4)];
    expect(taken).toMatchObject([{ first: 0, last: 3 }]);
    await expect(step(all, 100)).rejects.toThrow(Fenced);
    await expect(step([{ ...(all[0] as Checkpoint), first: 4 }], 100)).rejects.toThrow(Fenced);
    await step(taken, 100);
    expect(await rows()).toEqual(['0-3 at 100', '4-15 at -1']);
  });

  it('let others go on untouched while a part changes hands', async () => {
    const { leases, step, rows } = await subject();
    const [b, c] = [await leases('b').acquire(4), await leases('c').acquire(4)];
    const d = await leases('d').acquire(16);
    await step(b, 100);
    await step(c, 200);
    await leases('d').acquire(16);
    await step(
      b.map((range) => ({ ...range, commit: 100n })),
      150,
    );
    expect(d).toMatchObject([{ first: 8, last: 15 }]);
    expect(await rows()).toEqual(['0-3 at 150', '4-7 at 200', '8-15 at -1']);
  });

  it('are joined again when one process owns them and they are equally far; nothing that they say is lost or told twice', async () => {
    const { build, leases, step, rows } = await subject();
    const [a, b, c] = [leases('a'), leases('b'), leases('c')];
    const [left, right] = [await a.acquire(8), await b.acquire(8)];
    const lastEvent = { id: '11111111-1111-4111-8111-111111111111', position: 90n, recordedTime: '2026-11-30T12:00:00Z' };
    await step(left, 100, { handled: 3, emitted: 70n });
    await step(right, 200, { handled: 4, emitted: 60n, lastEvent });
    await Promise.all([a.releaseAll(), b.releaseAll()]);
    const apart = await c.acquire(16);
    expect(apart).toMatchObject([
      { first: 0, last: 7, commit: 100n },
      { first: 8, last: 15, commit: 200n },
    ]);
    await step(
      apart.filter(({ commit }) => commit < 200n),
      200,
    );
    expect(await c.acquire(16)).toMatchObject([{ first: 0, last: 15, commit: 200n, lastEvent: { id: lastEvent.id } }]);
    expect(await rows()).toEqual(['0-15 at 200']);
    const [all] = await database.query(`select handled_events, emitted_position from waybill.checkpoint where processor = $1`, [
      build.name,
    ]);
    expect(all).toEqual({ handled_events: '7', emitted_position: '70' });
  });

  it('give back what exceeds a share, so that others can take it at once', async () => {
    const { leases } = await subject();
    const [a, b] = [leases('a'), leases('b')];
    await a.acquire(16);
    await a.acquire(6);
    expect((await a.renew({ state: 'running' })).held).toHaveLength(6);
    expect(await b.acquire(16)).toMatchObject([{ first: 6, last: 15 }]);
  });

  it('tell of each partition, of its own owner and place, and of how far all are', async () => {
    const { build, leases, step } = await subject();
    const [left, right] = [await leases('a').acquire(5), await leases('b').acquire(16)];
    await step(left, 100);
    await step(right, 50);
    const told = (await processorPartitions(database)).filter(({ processor }) => processor === build.name);
    expect(told.map(({ partition, owner, position, state }) => ({ partition, owner, position, state }))).toEqual(
      Array.from({ length: 16 }, (_, partition) =>
        partition < 5
          ? { partition, owner: 'a', position: '100', state: 'running' }
          : { partition, owner: 'b', position: '50', state: 'running' },
      ),
    );
    expect((await progress(database)).find(({ name }) => name === build.name)?.position).toBe(50n);
  });

  it('have each partition of a build stand still at a place of its own', async () => {
    const { build, leases, step, rows } = await subject();
    const owned = await leases('a').acquire(16);
    await step(owned, 10);
    const places = Array.from({ length: 16 }, (_, partition) => ({ partition, commit: partition < 4 ? 30n : 40n, prepare: 40n }));
    await holdAt(database, build, places);
    const again = await leases('a').acquire(16);
    expect(again).toMatchObject([
      { first: 0, last: 3, hold: { commit: 30n } },
      { first: 4, last: 15, hold: { commit: 40n } },
    ]);
    await expect(step(again, 40)).rejects.toThrow(Fenced);
    await step(again, 30);
    expect(await rows()).toEqual(['0-3 at 30', '4-15 at 30']);
  });

  it('are stopped also when their owner acquires them at that moment', async () => {
    const { build, leases } = await subject();
    await leases('a').acquire(16);
    const waiting = (count: number) => async () => (await database.query('select from pg_locks where not granted')).length === count;
    let acquired: Promise<Checkpoint[]> | undefined;
    let stopped: Promise<void> | undefined;
    await database.transaction(async (tx) => {
      await tx.query('select from waybill.checkpoint where processor = $1 for update', [build.name]);
      acquired = leases('a').acquire(16);
      await until('the owner acquires', waiting(1));
      stopped = holdStill(database, build);
      await until('it is to be stopped', waiting(2));
    });
    await Promise.all([acquired, stopped]);
    const places = await checkpointsOf(database, build);
    expect(places.map(({ hold }) => hold?.commit)).toEqual(places.map(({ commit }) => commit));
  });
});

/** Processors at the same place commit together, and none depends on another. */
describe('processors that commit together', () => {
  const noted = async (): Promise<string[]> =>
    (await database.query<{ what: string }>('select what from noted order by what')).map(({ what }) => what);
  const note = (what: string) => (tx: Queryable) =>
    tx.query(`insert into noted (what, by) values ($1, pg_current_xact_id()::text)`, [what]);
  /** Two processors that have taken what there is, and one more. */
  async function three() {
    const subjects = [await subject(), await subject(), await subject()] as const;
    const owned: Checkpoint[][] = [];
    for (const { leases } of subjects) owned.push(await leases('a').acquire(16));
    const move = (which: 0 | 1 | 2, commit = 100n) => ({
      build: subjects[which].build,
      step: { ranges: owned[which] ?? [], commit, prepare: commit },
    });
    return { subjects, move };
  }
  const kept = (work: (tx: Queryable) => Promise<unknown>) => async (tx: Queryable) => void (await work(tx));

  beforeEach(async () => {
    await database.query('drop table if exists noted');
    await database.query('create table noted (what text primary key, by text)');
  });

  it('do so in one transaction', async () => {
    const { subjects, move } = await three();
    const group = new GroupCommit(database);
    await Promise.all(([0, 1, 2] as const).map((which) => group.commit(move(which), kept(note(`work ${which}`)))));
    expect(await noted()).toEqual(['work 0', 'work 1', 'work 2']);
    expect(await database.query('select distinct by from noted')).toHaveLength(1);
    for (const { rows } of subjects) expect(await rows()).toEqual(['0-15 at 100']);
  });

  it('are not held by one that fails: it is told why, and nothing of it is kept', async () => {
    const { subjects, move } = await three();
    const group = new GroupCommit(database);
    const poisoned = async (tx: Queryable) => {
      await note('poisoned')(tx);
      await tx.query('select 1 / 0');
    };
    const [first, second, third] = await Promise.allSettled([
      group.commit(move(0), kept(note('first'))),
      group.commit(move(1), poisoned),
      group.commit(move(2), kept(note('third'))),
    ]);
    expect([first.status, third.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(second).toMatchObject({ status: 'rejected', reason: { message: 'division by zero' } });
    expect(await noted()).toEqual(['first', 'third']);
    expect(await subjects[1].rows()).toEqual(['0-15 at -1']);
  });

  it('are not held by one that has lost its partitions', async () => {
    const { subjects, move } = await three();
    await database.query(`update waybill.lease set expires = '-infinity' where processor = $1`, [subjects[1].build.name]);
    await subjects[1].leases('b').acquire(16);
    const group = new GroupCommit(database);
    const [first, second] = await Promise.allSettled([
      group.commit(move(0), kept(note('first'))),
      group.commit(move(1), kept(note('zombie'))),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { name: 'Fenced' } });
    expect(await noted()).toEqual(['first']);
  });

  it('are not held by one whose checkpoint is locked, as by a switch to another build; that one goes on when it is free', async () => {
    const { subjects, move } = await three();
    const group = new GroupCommit(database);
    const { waiting } = await database.transaction(async (tx) => {
      await tx.query('select from waybill.checkpoint where processor = $1 for update', [subjects[1].build.name]);
      const locked = group.commit(move(1), kept(note('locked')));
      await Promise.all([group.commit(move(0), kept(note('first'))), group.commit(move(2), kept(note('third')))]);
      expect(await noted()).toEqual(['first', 'third']);
      return { waiting: locked };
    });
    await waiting;
    expect(await noted()).toEqual(['first', 'locked', 'third']);
  });

  it('are not held by one whose rows are locked', async () => {
    const { move } = await three();
    await note('contended')(database);
    const group = new GroupCommit(database);
    const { waiting } = await database.transaction(async (tx) => {
      await tx.query('select from noted for update');
      const locked = group.commit(
        move(1),
        kept((other) => other.query(`update noted set by = 'contender' where what = 'contended'`)),
      );
      await group.commit(move(0), kept(note('first')));
      return { waiting: locked };
    });
    await waiting;
    expect(await database.query(`select what from noted where by = 'contender'`)).toEqual([{ what: 'contended' }]);
  });
});
