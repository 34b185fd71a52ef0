import { type BatchTable, createTable } from '../database/batch-table';
import type { Queryable } from '../database/read-database';
import type { FactName } from './load';

/**
 * A milestone that counts for the journey of its shipment, with what all milestones up to it come to: a late one has only those behind it
 * derived again that then come to something else.
 */
export interface MilestoneRow {
  readonly shipment_id: string;
  readonly event_id: string;
  readonly time: number;
  /** Order within one instant; among equal ones, the origin decides. */
  readonly place: number;
  readonly source: string;
  readonly id: string;
  readonly milestone: string;
  readonly location: unknown;
  /** The milestone as the customer's page shows it, as JSON text. */
  readonly line: string;
  readonly retracted: boolean;
  readonly status: string;
  readonly since: number | null;
  /** Event id of the last milestone up to here that the status does not contradict. */
  readonly last: string | null;
}

export const MILESTONE: BatchTable = {
  table: 'milestone',
  key: ['shipment_id', 'event_id'],
  columns: {
    shipment_id: 'text',
    event_id: 'uuid',
    time: 'bigint',
    place: 'int',
    source: 'text',
    id: 'text',
    milestone: 'text',
    location: 'jsonb',
    line: 'text',
    retracted: 'boolean',
    status: 'text',
    since: 'bigint',
    last: 'uuid',
  },
  nullable: ['location', 'since', 'last'],
  onConflict: Object.fromEntries(['retracted', 'status', 'since', 'last'].map((name) => [name, `excluded.${name}`])),
};

export const milestoneTable = (schema: string): readonly string[] => [
  createTable(schema, MILESTONE),
  `create index if not exists milestone_order on ${schema}.milestone (shipment_id, time, place)`,
];

/** What a milestone is known by where another one refers to it. */
export type LastMilestoneRow = Pick<MilestoneRow, 'event_id' | 'time' | 'source' | 'id' | 'milestone' | 'location'>;
/** A stored milestone, with the last one up to it. */
export type StoredMilestone = Omit<MilestoneRow, 'last' | 'line'> & { readonly last: LastMilestoneRow | null };

type Read = Omit<MilestoneRow, 'line' | 'last'> & Record<`last_${keyof LastMilestoneRow}`, unknown>;

const LAST = ['event_id', 'time', 'source', 'id', 'milestone', 'location'] as const;
const columns = `m.shipment_id, m.event_id, m.time, m.place, m.source, m.id, m.milestone, m.location, m.retracted, m.status, m.since,
  ${LAST.map((name) => `l.${name} as last_${name}`).join(', ')}`;
const withLast = (schema: string): string => `left join ${schema}.milestone l on l.shipment_id = m.shipment_id and l.event_id = m.last`;

/** node-postgres gives bigint as text. Ours are times: below 2^53. */
const numberOrNull = (value: unknown): number | null => (value === null ? null : Number(value));

function storedOf(row: Read): StoredMilestone {
  const last = Object.fromEntries(LAST.map((name) => [name, row[`last_${name}`]])) as unknown as LastMilestoneRow;
  return {
    ...row,
    time: Number(row.time),
    since: numberOrNull(row.since),
    last: last.event_id === null ? null : { ...last, time: Number(last.time) },
  };
}

/** Milestones by their event ids; those that are none are left out. */
export async function loadMilestones(tx: Queryable, schema: string, facts: readonly FactName[]): Promise<StoredMilestone[]> {
  if (facts.length === 0) return [];
  const rows = await tx.query<Read>(
    `select ${columns} from ${schema}.milestone m
     join unnest($1::text[], $2::uuid[]) as x (shipment_id, event_id) using (shipment_id, event_id) ${withLast(schema)}`,
    [facts.map(({ shipmentId }) => shipmentId), facts.map(({ eventId }) => eventId)],
  );
  return rows.map(storedOf);
}

/** Milestones behind a place that are read at once. */
const PAGE = 64;

/** A place in the order of a shipment's milestones. */
export interface MilestonePlace {
  readonly shipmentId: string;
  readonly time: number;
  readonly place: number;
}

/** What is stored around a place: all of the same time and place, those right before, and the next ones behind. In no particular order. */
export interface MilestonesAround {
  readonly rows: readonly StoredMilestone[];
  /** True when nothing comes behind these. */
  readonly complete: boolean;
}

/** One statement for any number of shipments; the answers are in the order of what was asked. */
export async function loadMilestonesAround(tx: Queryable, schema: string, places: readonly MilestonePlace[]): Promise<MilestonesAround[]> {
  if (places.length === 0) return [];
  const part = (condition: string, order: string, limit: string) =>
    `(select * from ${schema}.milestone o where o.shipment_id = x.shipment_id and ${condition} (x.time, x.place) order by ${order} ${limit})`;
  const rows = await tx.query<Read & { n: string; behind: boolean }>(
    `select x.n, m.behind, ${columns} from unnest($1::text[], $2::bigint[], $3::int[]) with ordinality as x (shipment_id, time, place, n)
     cross join lateral (
       select b.*, false as behind from ${part('(o.time, o.place) <', 'o.time desc, o.place desc', 'fetch first 1 rows with ties')} b
       union all select e.*, false from ${part('(o.time, o.place) =', 'o.time', '')} e
       union all select a.*, true from ${part('(o.time, o.place) >', 'o.time, o.place', `fetch first ${PAGE} rows with ties`)} a
     ) m ${withLast(schema)}`,
    [places.map(({ shipmentId }) => shipmentId), places.map(({ time }) => time), places.map(({ place }) => place)],
    `load milestones around ${schema}`,
  );
  const around = places.map(() => ({ rows: [] as StoredMilestone[], behind: 0 }));
  for (const row of rows) {
    const one = around[Number(row.n) - 1];
    one?.rows.push(storedOf(row));
    if (one && row.behind) one.behind += 1;
  }
  return around.map(({ rows: some, behind }) => ({ rows: some, complete: behind < PAGE }));
}
