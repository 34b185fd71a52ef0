import { type BatchTable, createTable, upsert } from '../database/batch-table';
import type { Queryable } from '../database/read-database';

interface Name {
  readonly scheme: string;
  readonly value: string;
}

/** A name of which something was decided. */
export interface NameRow extends Name {
  /** By which it is found when it is written otherwise. */
  readonly value_key: string;
  /** Of the name's stream, up to which its decisions are folded. */
  readonly revision: number;
}

/** A shipment's hold on a name. */
export interface HoldingRow extends Name {
  /** Of the assignment, in the name's stream. */
  readonly revision: number;
  readonly shipment_id: string;
  readonly command_id: string;
  readonly from_time: number | null;
  readonly until_time: number | null;
}

/** A shipment that was loaded on a unit; the shipment itself says from when to when it was aboard. */
export interface PassengerRow extends Name {
  readonly shipment_id: string;
  /** Of its last load, in the unit's stream. */
  readonly revision: number;
}

/** What loads of a unit onto another one and unloads from it have come to. */
export interface LastStayRow extends Name {
  readonly on_scheme: string;
  readonly on_value: string;
  readonly loaded_at: number | null;
  readonly loaded_revision: number | null;
  readonly unloaded_at: number | null;
  /** True while the stay lasts: at most one of a unit on units of one scheme. */
  readonly lasts: boolean;
}

export interface NameChanges {
  readonly names: readonly NameRow[];
  readonly holdings: readonly HoldingRow[];
  /** Holds that were undone. */
  readonly undone: readonly HoldingRow[];
  readonly passengers: readonly PassengerRow[];
  readonly stays: readonly LastStayRow[];
}

const NAME: BatchTable = {
  table: 'name',
  key: ['scheme', 'value'],
  columns: { scheme: 'text', value: 'text', value_key: 'text', revision: 'bigint' },
};

const HOLDING: BatchTable = {
  table: 'holding',
  key: ['scheme', 'value', 'revision'],
  columns: {
    ...{ scheme: 'text', value: 'text', revision: 'bigint', shipment_id: 'text', command_id: 'text' },
    ...{ from_time: 'bigint', until_time: 'bigint' },
  },
  nullable: ['from_time', 'until_time'],
};

const PASSENGER: BatchTable = {
  table: 'passenger',
  key: ['scheme', 'value', 'shipment_id'],
  columns: { scheme: 'text', value: 'text', shipment_id: 'text', revision: 'bigint' },
  where: 't.revision < excluded.revision',
};

const LAST_STAY: BatchTable = {
  table: 'last_stay',
  key: ['scheme', 'value', 'on_scheme', 'on_value'],
  columns: {
    ...{ scheme: 'text', value: 'text', on_scheme: 'text', on_value: 'text' },
    ...{ loaded_at: 'bigint', loaded_revision: 'bigint', unloaded_at: 'bigint', lasts: 'boolean' },
  },
  nullable: ['loaded_at', 'loaded_revision', 'unloaded_at'],
};

/** Each name, and a row for everything of it of which there can be any number. */
export const nameTables = (schema: string): readonly string[] => [
  createTable(schema, NAME),
  `create index if not exists name_by_key on ${schema}.name (scheme, value_key)`,
  createTable(schema, HOLDING),
  `create index if not exists holding_shipment on ${schema}.holding (scheme, value, shipment_id)`,
  createTable(schema, PASSENGER),
  `create index if not exists passenger_order on ${schema}.passenger (scheme, value, revision)`,
  createTable(schema, LAST_STAY),
  `create index if not exists last_stay_order on ${schema}.last_stay (scheme, value, on_scheme, loaded_at, loaded_revision)
   where loaded_at is not null`,
  `create index if not exists last_stay_on on ${schema}.last_stay (scheme, value) where lasts`,
  `create index if not exists last_stay_carried on ${schema}.last_stay (on_scheme, on_value, scheme, value) where lasts`,
];

export async function writeNames(tx: Queryable, schema: string, changes: NameChanges): Promise<void> {
  await upsert(tx, schema, NAME, changes.names);
  await upsert(tx, schema, HOLDING, changes.holdings);
  await removeHoldings(tx, schema, changes.undone);
  await upsert(tx, schema, PASSENGER, changes.passengers);
  await upsert(tx, schema, LAST_STAY, changes.stays);
}

async function removeHoldings(tx: Queryable, schema: string, rows: readonly HoldingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `delete from ${schema}.holding h using unnest($1::text[], $2::text[], $3::bigint[]) as x (scheme, value, revision)
     where h.scheme = x.scheme and h.value = x.value and h.revision = x.revision`,
    [rows.map(({ scheme }) => scheme), rows.map(({ value }) => value), rows.map(({ revision }) => revision)],
  );
}
