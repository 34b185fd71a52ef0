import type { ComparedTable } from '../comparison/tables';
import { milestoneTable } from './milestone.table';

/**
 * Tables of the shipments read model. Times are milliseconds since the Unix epoch, UTC (exact, and cheap to read). Text keys sort by
 * code unit. No column depends on when or in which batch a row was written, so that two builds can be compared row by row.
 *
 * `shipment` changes with decisions and milestones, `live` with every report: a ping then rewrites a short row only.
 */
export const shipmentTables = (schema: string): readonly string[] => [
  `create table if not exists ${schema}.shipment (
    shipment_id text collate "C" primary key,
    registered boolean not null,
    reference text, carrier text, carrier_key text, mode text, consignment_id text,
    labels jsonb, label_keys jsonb, origin jsonb, destination jsonb, route jsonb, stops jsonb, rules jsonb,
    planned_departure bigint, planned_arrival bigint,
    status text not null, phase text not null, last_milestone jsonb, delivered_at bigint, terminal_at bigint,
    identifiers jsonb, aboard jsonb,
    page text not null,
    facts jsonb,
    journey jsonb not null
  )`,
  `create index if not exists shipment_status on ${schema}.shipment (status)`,
  `create index if not exists shipment_carrier on ${schema}.shipment (carrier_key)`,
  `create index if not exists shipment_consignment on ${schema}.shipment (consignment_id) where consignment_id is not null`,
  `create index if not exists shipment_planned_arrival on ${schema}.shipment (coalesce(planned_arrival, ${NEVER}), shipment_id)`,
  `create table if not exists ${schema}.live (
    shipment_id text collate "C" primary key,
    revision bigint not null,
    updated_at bigint not null,
    retractions int not null,
    terminal_at bigint,
    scan text not null,
    latitude float8, longitude float8, time bigint, speed_kmh float8, heading_degrees float8, accuracy_metres float8,
    source text, event_id uuid,
    customer_live text
  ) with (fillfactor = 70)`,
  `create index if not exists live_updated on ${schema}.live (updated_at, shipment_id)`,
  `create index if not exists live_place on ${schema}.live (latitude, longitude)`,
  // Everything under which a shipment is found: id, reference, identifiers. Keys sort by code unit, so an index finds beginnings.
  `create table if not exists ${schema}.search_name (
    shipment_id text collate "C" not null,
    name_key text collate "C" not null,
    primary key (shipment_id, name_key)
  )`,
  `create index if not exists search_name_begins on ${schema}.search_name (name_key, shipment_id)`,
  `create table if not exists ${schema}.tracking_link (
    link_id text primary key,
    shipment_id text collate "C" not null,
    revoked boolean not null
  )`,
  `create table if not exists ${schema}.timeline_entry (
    shipment_id text collate "C" not null,
    time bigint not null,
    place int not null,
    position bigint not null,
    event_id uuid not null,
    entry jsonb not null,
    primary key (shipment_id, time, place, position, event_id)
  )`,
  ...milestoneTable(schema),
  `create table if not exists ${schema}.retraction (
    shipment_id text collate "C" not null,
    fact_id uuid not null,
    revision bigint not null,
    holds boolean not null,
    event_id uuid not null,
    recorded_time bigint not null,
    reason text not null,
    primary key (shipment_id, fact_id)
  )`,
  `create table if not exists ${schema}.position (
    shipment_id text collate "C" not null,
    time bigint not null,
    event_id uuid not null,
    recorded_time bigint not null,
    latitude float8 not null, longitude float8 not null,
    speed_kmh float8, heading_degrees float8, altitude_metres float8, accuracy_metres float8,
    source text not null, id text not null,
    mark text not null,
    primary key (shipment_id, time, event_id)
  )`,
];

/** Stands for "no planned arrival" where shipments are sorted by it: behind all others. */
export const NEVER = 9_000_000_000_000_000;

/** By what the rows of each table are told apart when two builds are compared. */
export const SHIPMENT_COMPARISON: readonly ComparedTable[] = [
  'shipment',
  'live',
  'search_name',
  'tracking_link',
  'timeline_entry',
  'milestone',
  'retraction',
  'position',
].map((table) => ({ table, key: 'shipment_id' }));
