import type { ComparedTable } from '../comparison/tables';

/**
 * Tables of the exceptions read model. Times are milliseconds since the Unix epoch, UTC. No column depends on when or in which batch a row
 * was written, so that two builds can be compared row by row.
 */
export const exceptionTables = (schema: string): readonly string[] => [
  `create table if not exists ${schema}.exception (
    exception_id text collate "C" primary key,
    shipment_id text collate "C" not null,
    rule text not null,
    geofence_id text,
    state text not null,
    open boolean not null,
    ongoing boolean not null,
    since bigint not null,
    until bigint,
    raised_at bigint not null,
    detected_at bigint not null,
    assignee text,
    assignee_key text,
    snoozed_until bigint,
    late boolean not null,
    backfilled boolean not null,
    flapping boolean not null,
    merged_into text,
    facts jsonb not null,
    revision bigint not null,
    updated_at bigint not null
  )`,
  `create index if not exists exception_raised on ${schema}.exception (raised_at, exception_id)`,
  `create index if not exists exception_open on ${schema}.exception (raised_at, exception_id) where open`,
  `create index if not exists exception_open_rule on ${schema}.exception (rule, shipment_id) where open`,
  `create index if not exists exception_ongoing_rule on ${schema}.exception (rule, shipment_id) where ongoing`,
  `create index if not exists exception_shipment on ${schema}.exception (shipment_id)`,
  `create index if not exists exception_assignee on ${schema}.exception (assignee_key, raised_at) where assignee_key is not null`,
  // Everything that stands in the streams of exceptions: the history of each, and lines of their shipments' timelines.
  `create table if not exists ${schema}.step (
    shipment_id text collate "C" not null,
    revision bigint not null,
    exception_id text collate "C",
    event_id uuid not null,
    type text not null,
    time bigint not null,
    recorded_time bigint not null,
    data jsonb not null,
    place int,
    position bigint not null,
    entry jsonb,
    primary key (shipment_id, revision)
  )`,
  `create index if not exists step_exception on ${schema}.step (exception_id, revision) where exception_id is not null`,
  `create index if not exists step_timeline on ${schema}.step (shipment_id, time, place, position) where place is not null`,
  `create index if not exists step_retraction on ${schema}.step (shipment_id, (data->>'eventId'))
   where type = 'dev.waybill.geofence-crossing-retracted.v1'`,
];

/** By what rows of two builds are compared: the shipment, as for all that is derived from its streams. */
export const EXCEPTION_COMPARISON: readonly ComparedTable[] = ['exception', 'step'].map((table) => ({ table, key: 't.shipment_id' }));
