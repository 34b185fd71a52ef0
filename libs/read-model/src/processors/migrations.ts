import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The schema `waybill`: what the processors need to run, beside the read models' own schemas. Migrations are written by hand, only ever
 * added to, and never touch the tables of a read model: those are made by its processor, per version.
 */
class ProcessorTables1764000000000 implements MigrationInterface {
  name = 'ProcessorTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of PROCESSOR_TABLES) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Read models are not migrated back: drop the schema and rebuild them from the log.');
  }
}

const PROCESSOR_TABLES = [
  // One row per processor; the version that reads use is switched here, with one update.
  `create table waybill.processor (
    name text primary key,
    kind text not null check (kind in ('projection', 'reactor')),
    live_version int not null,
    schema text
  )`,
  `create table waybill.checkpoint (
    processor text not null,
    version int not null,
    partition smallint not null,
    commit_position bigint not null default -1,
    prepare_position bigint not null default -1,
    last_event_id uuid,
    last_event_position bigint,
    last_event_time timestamptz,
    deployment_id text,
    epoch bigint not null default 0,
    emitted_position bigint,
    updated_at timestamptz not null default now(),
    primary key (processor, version, partition)
  ) with (fillfactor = 40)`,
  `create table waybill.lease (
    processor text not null,
    version int not null,
    partition smallint not null,
    owner text,
    epoch bigint not null default 0,
    expires timestamptz not null default '-infinity',
    state text not null default 'running',
    note text,
    primary key (processor, version, partition)
  ) with (fillfactor = 40)`,
  // Processes that run processors: who shares the partitions, and what they measure.
  `create table waybill.projector (
    owner text primary key,
    processors text[] not null,
    seen timestamptz not null,
    metrics jsonb not null default '[]'
  )`,
  // Payloads are bytes: a text that Postgres refuses (NUL, lone surrogates) is one of the reasons for setting an event aside.
  `create table waybill.parked_event (
    processor text not null,
    version int not null,
    key text not null,
    position bigint not null,
    partition smallint not null,
    event_id uuid not null,
    stream bytea not null,
    type text not null,
    payload bytea not null,
    error text,
    parked_at timestamptz not null default now(),
    primary key (processor, version, key, position)
  )`,
  `create table waybill.outbox (
    sequence bigint generated always as identity primary key,
    processor text not null,
    version int not null,
    key text not null,
    topic text not null,
    payload jsonb not null,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    unique (processor, key)
  )`,
];

/** What operators do about events that were set aside. */
class DeadLetterCommands1764090000000 implements MigrationInterface {
  name = 'DeadLetterCommands1764090000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of DEAD_LETTER_COMMANDS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Read models are not migrated back: drop the schema and rebuild them from the log.');
  }
}

const DEAD_LETTER_COMMANDS = [
  `alter table waybill.parked_event add retries int not null default 0, add retried_at timestamptz`,
  // Written by the API, carried out and removed by the owner of the partition.
  `create table waybill.dead_letter_request (
    processor text not null,
    version int not null,
    key text not null,
    action text not null check (action in ('retry', 'discard')),
    event_id uuid,
    actor text not null,
    reason text,
    requested_at timestamptz not null default now(),
    primary key (processor, version, key)
  )`,
  // For good: builds of later versions skip these events, too.
  `create table waybill.discarded_event (
    processor text not null,
    event_id uuid not null,
    actor text not null,
    reason text,
    at timestamptz not null default now(),
    primary key (processor, event_id)
  )`,
];

/** Builds of processors: which one is live, and those that a replay makes beside it. */
class BuildTables1764100000000 implements MigrationInterface {
  name = 'BuildTables1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of BUILD_TABLES) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Read models are not migrated back: drop the schema and rebuild them from the log.');
  }
}

const BUILD_TABLES = [
  // `version` is the number of the build, part of the key of checkpoints, leases and tables; `rules` is the version in the code's definition.
  `create table waybill.build (
    processor text not null,
    version int not null,
    rules int not null,
    purpose text not null check (purpose in ('replay', 'verify', 'until')),
    state text not null check (state in
      ('requested', 'building', 'comparing', 'switching', 'live', 'done', 'failed', 'cancelled', 'retired')),
    requested_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    until_time timestamptz,
    until_position bigint,
    note text,
    comparison jsonb,
    controller text,
    controller_until timestamptz not null default '-infinity',
    drop_after timestamptz,
    dropped_at timestamptz,
    primary key (processor, version)
  )`,
  `create unique index build_under_way on waybill.build (processor) where state in ('requested', 'building', 'comparing', 'switching')`,
  `create unique index build_live on waybill.build (processor) where state = 'live'`,
  `insert into waybill.build (processor, version, rules, purpose, state)
    select name, live_version, live_version, 'replay', 'live' from waybill.processor`,
  // Where a build has to stand still, so that it can be compared at exactly one place of the log.
  `alter table waybill.checkpoint add hold_position bigint, add hold_prepare bigint, add handled_events bigint not null default 0`,
];

/** When reactors have to look at a key again although nothing came. */
class Deadlines1764110000000 implements MigrationInterface {
  name = 'Deadlines1764110000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table waybill.deadline (
      processor text not null,
      version int not null,
      key text collate "C" not null,
      partition smallint not null,
      due bigint not null,
      primary key (processor, version, key)
    )`);
    await runner.query(`create index deadline_due on waybill.deadline (processor, version, partition, due)`);
  }

  async down(): Promise<void> {
    throw new Error('Read models are not migrated back: drop the schema and rebuild them from the log.');
  }
}

/** Neighbouring partitions of one owner that are equally far share a checkpoint. Only checkpoints have epochs. */
class CheckpointRanges1764540000000 implements MigrationInterface {
  name = 'CheckpointRanges1764540000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table waybill.checkpoint add last_partition int`);
    await runner.query(`update waybill.checkpoint set last_partition = partition`);
    await runner.query(`alter table waybill.checkpoint alter last_partition set not null, add check (last_partition >= partition)`);
    await runner.query(`alter table waybill.lease drop column epoch`);
  }

  async down(): Promise<void> {
    throw new Error('Read models are not migrated back: drop the schema and rebuild them from the log.');
  }
}

/** One word for one thing: only reports are parked, and rules are those that exceptions are found by. */
class OneWordForOneThing1764550000000 implements MigrationInterface {
  name = 'OneWordForOneThing1764550000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table waybill.parked_event rename to dead_letter');
    await runner.query('alter table waybill.dead_letter rename column parked_at to set_aside_at');
    await runner.query('alter table waybill.build rename column rules to definition');
  }

  async down(): Promise<void> {
    throw new Error('Read models are not migrated back: drop the schema and rebuild them from the log.');
  }
}

export const MIGRATIONS = [
  ProcessorTables1764000000000,
  DeadLetterCommands1764090000000,
  BuildTables1764100000000,
  Deadlines1764110000000,
  CheckpointRanges1764540000000,
  OneWordForOneThing1764550000000,
];
