import type { ComparedTable } from '../comparison/tables';
import { nameTables } from './name.table';

/**
 * Tables of the identifiers read model: what is known of each name, and the reports in identifier streams. A report is parked while no
 * shipment has a copy of it that counts. Times are milliseconds since the Unix epoch, UTC.
 */
export const identifierTables = (schema: string): readonly string[] => [
  ...nameTables(schema),
  // fact_id is the same for a report and its copies in other streams, event_id is not.
  `create table if not exists ${schema}.report (
    event_id uuid primary key,
    fact_id uuid not null,
    subject text collate "C" not null,
    source text not null,
    id text not null,
    type text not null,
    time bigint not null,
    recorded_time bigint not null,
    future boolean not null,
    data jsonb not null,
    retracted boolean not null,
    parked boolean not null
  )`,
  `create index if not exists report_fact on ${schema}.report (fact_id)`,
  `create index if not exists report_subject on ${schema}.report (subject, time)`,
  `create index if not exists report_parked on ${schema}.report (time, event_id) where parked`,
  `create table if not exists ${schema}.copy (
    event_id uuid primary key,
    fact_id uuid not null,
    counts boolean not null
  )`,
  `create index if not exists copy_fact on ${schema}.copy (fact_id) where counts`,
  // The last word, in stream order, on whether an event counts.
  `create table if not exists ${schema}.retraction (
    event_id uuid primary key,
    revision bigint not null,
    holds boolean not null
  )`,
];

/** By what the rows of each table are told apart when two builds are compared; copies and retractions know only the event that they are about. */
export const IDENTIFIER_COMPARISON: readonly ComparedTable[] = [
  ...['name', 'holding', 'passenger', 'last_stay'].map((table) => ({ table, key: `scheme || ':' || value` })),
  { table: 'report', key: 'subject' },
  { table: 'copy', key: 'event_id::text' },
  { table: 'retraction', key: 'event_id::text' },
];
