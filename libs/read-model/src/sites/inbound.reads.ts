import { SHIPMENT_STATUSES, type ShipmentStatus } from '@waybill/events';
import { Cursors, pageOf, pageSize } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { reading } from '../database/selection';
import type { PageRequest } from '../filters';
import { EXCEPTIONS, PREDICTIONS, SHIPMENTS, SITES } from '../live';
import { NEVER } from '../shipments/shipment.table';
import { isoOrNull, type Page } from '../view';
import { INBOUND, type InboundRow } from './inbound.table';
import type { InboundLine, InboundState } from './inbound.view';

/** The read models that a line of what comes to a site draws on, and their schemas. */
export const INBOUND_READ_MODELS = [SHIPMENTS, EXCEPTIONS, PREDICTIONS, SITES] as const;
export type InboundSchemas = Readonly<Record<(typeof INBOUND_READ_MODELS)[number], string>>;

/** Part of what comes to a site, by the times of its lines: `from` inclusive, `to` exclusive. */
export interface InboundFilter extends PageRequest {
  readonly siteId: string;
  readonly from?: number;
  readonly to?: number;
  /** Lines that are done, and were by then, are left out. */
  readonly doneSince?: number;
}

const MOST_NAMED = 200;

/** What carries a shipment now, or did at last; else a vehicle that it goes by the name of. */
const VEHICLE = `coalesce(
  (select (a->'unit'->>'scheme') || ':' || (a->'unit'->>'value') from jsonb_array_elements(s.aboard) a
   order by (a->>'until' is null) desc, (a->'unit'->>'scheme' = 'vehicle') desc, a->>'from' desc limit 1),
  (select 'vehicle:' || (n->>'value') from jsonb_array_elements(s.identifiers) n where n->>'scheme' = 'vehicle' limit 1))`;

/** Names the line that a shipment is in. */
export const LINE_ID = "coalesce('consignment:' || s.consignment_id, 'shipment:' || s.shipment_id)";

/** Every shipment on its way to a site that comes there still, is there, or was. */
const pieces = ({ shipments, exceptions, predictions, sites }: InboundSchemas, where: string): string => `
  select *, coalesce(arrived_at, p50, planned_arrival) as at,
    case state when 'arriving-soon' then 0 when 'expected' then 1 when 'here' then 2 else 3 end as turn
  from (
    select i.site_id, s.shipment_id, s.consignment_id, s.reference, s.carrier, s.origin->>'name' as origin, s.planned_arrival,
      ${LINE_ID} as line_id,
      case when s.status = 'DELIVERED' or i.left_at is not null or s.status in ('CANCELLED', 'LOST', 'RETURNED') then 'done'
        when i.arrived_at is not null then 'here' when i.announced_at is not null then 'arriving-soon' else 'expected' end as state,
      coalesce(i.arrived_at, s.delivered_at) as arrived_at, i.left_at, x.p10, x.p50, x.p90, ${VEHICLE} as vehicle,
      exists (select from ${exceptions}.exception e where e.shipment_id = s.shipment_id and e.ongoing and e.type = 'late') as late
    from ${sites}.inbound i join ${shipments}.shipment s using (shipment_id) left join ${predictions}.expected x using (shipment_id)
    where s.registered and (i.arrived_at is not null or s.status not in ('CANCELLED', 'LOST', 'RETURNED', 'RETURNING')) and ${where}
  ) p`;

/** What is done, or is not coming any more. */
const OVER: readonly ShipmentStatus[] = ['DELIVERED', 'CANCELLED', 'LOST', 'RETURNED'];
const NOT_OVER = SHIPMENT_STATUSES.filter((status) => !OVER.includes(status))
  .map((status) => `'${status}'`)
  .join(', ');

/**
 * Shipments of a site that are not over, or came or were delivered within the times that are asked for: every line of those has one of them.
 * They are found by indexes, so that it does not matter how much else came to the site before.
 */
const candidates = ({ shipments, sites }: InboundSchemas, siteId: string, times: string): string =>
  [`s.status in (${NOT_OVER})`, `s.delivered_at ${times}`, `i.arrived_at ${times}`]
    .map(
      (condition) => `select s.shipment_id, s.consignment_id from ${sites}.inbound i join ${shipments}.shipment s using (shipment_id)
        where i.site_id = ${siteId} and ${condition}`,
    )
    .join(' union all ');

/** The first piece in the order in which they come counts for its line. */
const ofFirst = (column: string): string => `(array_agg(${column} order by turn, at, shipment_id))[1]`;
const counted = (state: InboundState): string => `count(*) filter (where state = '${state}')`;

const lines = (schemas: InboundSchemas, where: string): string => `
  select site_id, line_id, ${ofFirst('consignment_id')} as consignment_id, ${ofFirst('state')} as state, min(turn) as turn,
    (array_agg(shipment_id order by turn, at, shipment_id))[1:${MOST_NAMED}] as shipment_ids,
    ${counted('expected')} as expected, ${counted('arriving-soon')} as arriving_soon, ${counted('here')} as here, ${counted('done')} as done,
    ${['reference', 'carrier', 'origin', 'vehicle', 'p10', 'p50', 'p90', 'planned_arrival', 'arrived_at', 'left_at', 'at'].map((column) => `${ofFirst(column)} as ${column}`).join(', ')},
    bool_or(late) as late
  from (${pieces(schemas, where)}) pieces group by site_id, line_id`;

type Count = string | number;
interface LineRead {
  readonly site_id: string;
  readonly line_id: string;
  readonly consignment_id: string | null;
  readonly shipment_ids: readonly string[];
  readonly state: InboundState;
  readonly expected: Count;
  readonly arriving_soon: Count;
  readonly here: Count;
  readonly done: Count;
  readonly reference: string | null;
  readonly carrier: string | null;
  readonly origin: string | null;
  readonly vehicle: string | null;
  readonly p10: string | null;
  readonly p50: string | null;
  readonly p90: string | null;
  readonly planned_arrival: string | null;
  readonly arrived_at: string | null;
  readonly left_at: string | null;
  readonly at: string | null;
  readonly late: boolean;
}

const lineOf = (read: LineRead): InboundLine => ({
  lineId: read.line_id,
  siteId: read.site_id,
  consignmentId: read.consignment_id,
  shipmentIds: read.shipment_ids,
  pieces: {
    expected: Number(read.expected),
    arrivingSoon: Number(read.arriving_soon),
    here: Number(read.here),
    done: Number(read.done),
  },
  state: read.state,
  reference: read.reference,
  carrier: read.carrier,
  origin: read.origin,
  vehicle: read.vehicle,
  p10: isoOrNull(read.p10),
  p50: isoOrNull(read.p50),
  p90: isoOrNull(read.p90),
  plannedArrival: isoOrNull(read.planned_arrival),
  arrivedAt: isoOrNull(read.arrived_at),
  leftAt: isoOrNull(read.left_at),
  late: read.late,
  time: isoOrNull(read.at),
});

const BY_TIME = new Cursors('inbound', ['time', 'text']);

/** What comes to a site, is there, or was, in the order in which it comes. Lines of which no time is known come last. */
export async function inboundOf(database: Queryable, schemas: InboundSchemas, filter: InboundFilter): Promise<Page<InboundLine>> {
  const { siteId, from, to, doneSince } = filter;
  const conditions = new Conditions();
  const site = conditions.param(siteId);
  const times = `between ${conditions.param(from ?? doneSince ?? 0)}::bigint and ${conditions.param(to ?? NEVER)}::bigint`;
  const isCandidate = (column: string): string => `s.${column} = any(array(select ${column} from candidate))`;
  const where = `i.site_id = ${site} and (${isCandidate('shipment_id')} or ${isCandidate('consignment_id')})`;
  if (from !== undefined) conditions.and('at >= ?::bigint', from);
  if (to !== undefined) conditions.and('at < ?::bigint', to);
  if (doneSince !== undefined) conditions.and("state <> 'done' or at >= ?::bigint", doneSince);
  const after = BY_TIME.decode(filter.cursor);
  if (after) conditions.and(`(coalesce(at, ${NEVER}), line_id) > (?::bigint, ?::text)`, ...after);
  const size = pageSize(filter.limit);
  const rows = await database.query<LineRead & Record<string, unknown>>(
    `with candidate as materialized (${candidates(schemas, site, times)})
     select * from (${lines(schemas, where)}) l where ${conditions.sql} order by coalesce(at, ${NEVER}), line_id limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, lineOf, (row) => BY_TIME.encode(Number(row.at ?? NEVER), row.line_id));
}

/** The lines of some shipments and consignments, each at its site. */
export async function inboundLines(
  database: Queryable,
  schemas: InboundSchemas,
  shipmentIds: readonly string[],
  consignmentIds: readonly string[],
): Promise<InboundLine[]> {
  const where = 'i.site_id is not null and (s.shipment_id = any($1::text[]) or s.consignment_id = any($2::text[]))';
  const rows = await database.query<LineRead & Record<string, unknown>>(lines(schemas, where), [shipmentIds, consignmentIds]);
  return rows.map(lineOf);
}

const WHOLE = reading(INBOUND);

/** How some shipments come to their sites, which a batch goes on from. */
export async function loadInbound(tx: Queryable, schema: string, shipmentIds: readonly string[]): Promise<Map<string, InboundRow>> {
  const rows = await tx.query(
    `select ${WHOLE.columns('i')} from ${schema}.inbound i where shipment_id = any($1::text[])`,
    [shipmentIds],
    `load inbound ${schema}`,
  );
  return new Map(rows.map(WHOLE.of).map((row) => [row.shipmentId, row]));
}
