import { type BatchTable, upsert } from '../database/batch-table';
import type { Queryable } from '../database/read-database';
import { MILESTONE, type MilestoneRow } from './milestone.table';
import type { LiveRow, PositionRow, RetractionRow, SearchNameRow, ShipmentRow, TimelineRow, TrackingLinkRow } from './rows';

const KEPT = ['labels', 'label_keys', 'origin', 'destination', 'route', 'stops', 'rules', 'identifiers', 'aboard', 'facts'];

const SHIPMENT: BatchTable = {
  table: 'shipment',
  key: ['shipment_id'],
  keepWhenNull: KEPT,
  columns: {
    shipment_id: 'text',
    registered: 'boolean',
    reference: 'text',
    carrier: 'text',
    carrier_key: 'text',
    mode: 'text',
    consignment_id: 'text',
    labels: 'jsonb',
    label_keys: 'jsonb',
    origin: 'jsonb',
    destination: 'jsonb',
    route: 'jsonb',
    stops: 'jsonb',
    rules: 'jsonb',
    planned_departure: 'bigint',
    planned_arrival: 'bigint',
    status: 'text',
    phase: 'text',
    last_milestone: 'jsonb',
    delivered_at: 'bigint',
    terminal_at: 'bigint',
    identifiers: 'jsonb',
    aboard: 'jsonb',
    page: 'text',
    facts: 'jsonb',
    journey: 'jsonb',
  },
};

const LIVE: BatchTable = {
  table: 'live',
  key: ['shipment_id'],
  columns: {
    shipment_id: 'text',
    revision: 'bigint',
    updated_at: 'bigint',
    retractions: 'int',
    terminal_at: 'bigint',
    scan: 'text',
    latitude: 'float8',
    longitude: 'float8',
    time: 'bigint',
    speed_kmh: 'float8',
    heading_degrees: 'float8',
    accuracy_metres: 'float8',
    source: 'text',
    event_id: 'uuid',
    customer_live: 'text',
  },
};

const SEARCH_NAME: BatchTable = {
  table: 'search_name',
  key: ['shipment_id', 'name_key'],
  columns: { shipment_id: 'text', name_key: 'text' },
  onConflict: 'leave',
};

const TRACKING_LINK: BatchTable = {
  table: 'tracking_link',
  key: ['link_id'],
  columns: { link_id: 'text', shipment_id: 'text', revoked: 'boolean' },
  onConflict: { revoked: 't.revoked or excluded.revoked' },
};

const TIMELINE_ENTRY: BatchTable = {
  table: 'timeline_entry',
  key: ['shipment_id', 'time', 'place', 'position', 'event_id'],
  columns: { shipment_id: 'text', time: 'bigint', place: 'int', position: 'bigint', event_id: 'uuid', entry: 'jsonb' },
  onConflict: 'leave',
};

const RETRACTION: BatchTable = {
  table: 'retraction',
  key: ['shipment_id', 'fact_id'],
  columns: {
    shipment_id: 'text',
    fact_id: 'uuid',
    revision: 'bigint',
    holds: 'boolean',
    event_id: 'uuid',
    recorded_time: 'bigint',
    reason: 'text',
  },
  where: 't.revision < excluded.revision',
};

const POSITION: BatchTable = {
  table: 'position',
  key: ['shipment_id', 'time', 'event_id'],
  columns: {
    shipment_id: 'text',
    time: 'bigint',
    event_id: 'uuid',
    recorded_time: 'bigint',
    latitude: 'float8',
    longitude: 'float8',
    speed_kmh: 'float8',
    heading_degrees: 'float8',
    altitude_metres: 'float8',
    accuracy_metres: 'float8',
    source: 'text',
    id: 'text',
    mark: 'text',
  },
  onConflict: { mark: 'excluded.mark' },
  where: 't.mark <> excluded.mark',
};

/** What one batch changes. Rows of one table have distinct keys. */
export interface ShipmentChanges {
  readonly shipments: readonly ShipmentRow[];
  readonly live: readonly LiveRow[];
  /** Shipments whose names changed: all their rows are replaced. */
  readonly renamed: readonly string[];
  readonly names: readonly SearchNameRow[];
  readonly links: readonly TrackingLinkRow[];
  readonly timeline: readonly TimelineRow[];
  readonly milestones: readonly MilestoneRow[];
  readonly retractions: readonly RetractionRow[];
  readonly positions: readonly PositionRow[];
}

/** One statement per table that changes. */
export async function writeShipments(tx: Queryable, schema: string, changes: ShipmentChanges): Promise<void> {
  await upsert(tx, schema, POSITION, changes.positions);
  await upsert(tx, schema, LIVE, changes.live);
  await upsert(tx, schema, SHIPMENT, changes.shipments);
  await upsert(tx, schema, TIMELINE_ENTRY, changes.timeline);
  await upsert(tx, schema, MILESTONE, changes.milestones);
  await upsert(tx, schema, RETRACTION, changes.retractions);
  await upsert(tx, schema, TRACKING_LINK, changes.links);
  if (changes.renamed.length > 0) {
    await tx.query(`delete from ${schema}.search_name where shipment_id = any($1::text[])`, [changes.renamed]);
    await upsert(tx, schema, SEARCH_NAME, changes.names);
  }
}
