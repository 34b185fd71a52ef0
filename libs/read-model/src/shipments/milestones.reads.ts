import type { Queryable } from '../database/read-database';
import { reading } from '../database/selection';
import type { FactName } from './known-shipments.reads';
import { MILESTONE, type MilestoneRow } from './milestone.table';

/** What a milestone is known by where another one refers to it. */
export type LastMilestoneRow = Pick<MilestoneRow, 'eventId' | 'time' | 'source' | 'id' | 'milestone' | 'location'>;
/** A stored milestone, with the last one up to it. */
export type StoredMilestone = Omit<MilestoneRow, 'last' | 'line'> & { readonly last: LastMilestoneRow | null };

const NAMED = ['eventId', 'time', 'source', 'id', 'milestone', 'location'] as const;
const STORED = reading(MILESTONE, ['shipmentId', ...NAMED, 'place', 'retracted', 'status', 'since']);
const LAST = reading(MILESTONE, NAMED, 'last_');

const columns = `${STORED.columns('m')}, ${LAST.columns('l')}`;
const withLast = (schema: string): string => `left join ${schema}.milestone l on l.shipment_id = m.shipment_id and l.event_id = m.last`;

function storedOf(read: Readonly<Record<string, unknown>>): StoredMilestone {
  return { ...STORED.of(read), last: read.last_eventId === null ? null : LAST.of(read) };
}

/** Milestones by their event ids; those that are none are left out. */
export async function loadMilestones(tx: Queryable, schema: string, facts: readonly FactName[]): Promise<StoredMilestone[]> {
  if (facts.length === 0) return [];
  const rows = await tx.query(
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

/** What is stored around a place of each of some shipments, by shipment; those that have nothing there are left out. */
export async function loadMilestonesAround(
  tx: Queryable,
  schema: string,
  places: readonly MilestonePlace[],
): Promise<Map<string, MilestonesAround>> {
  if (places.length === 0) return new Map();
  const part = (condition: string, order: string, limit: string) =>
    `(select * from ${schema}.milestone o where o.shipment_id = x.shipment_id and ${condition} (x.time, x.place) order by ${order} ${limit})`;
  const rows = await tx.query<{ behind: boolean }>(
    `select m.behind, ${columns} from unnest($1::text[], $2::bigint[], $3::int[]) as x (shipment_id, time, place)
     cross join lateral (
       select b.*, false as behind from ${part('(o.time, o.place) <', 'o.time desc, o.place desc', 'fetch first 1 rows with ties')} b
       union all select e.*, false from ${part('(o.time, o.place) =', 'o.time', '')} e
       union all select a.*, true from ${part('(o.time, o.place) >', 'o.time, o.place', `fetch first ${PAGE} rows with ties`)} a
     ) m ${withLast(schema)}`,
    [places.map(({ shipmentId }) => shipmentId), places.map(({ time }) => time), places.map(({ place }) => place)],
    `load milestones around ${schema}`,
  );
  const around = new Map<string, { readonly rows: StoredMilestone[]; behind: number }>();
  for (const row of rows) {
    const stored = storedOf(row);
    const one = around.get(stored.shipmentId) ?? { rows: [], behind: 0 };
    one.rows.push(stored);
    if (row.behind) one.behind += 1;
    around.set(stored.shipmentId, one);
  }
  return new Map([...around].map(([shipmentId, { rows: some, behind }]) => [shipmentId, { rows: some, complete: behind < PAGE }]));
}
