import { type ExceptionRule, formatInstant, type Instant, type ShipmentStatus } from '@waybill/events';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import type { ShipmentFilter } from '../filters';
import { within, named as withName } from '../shipments/conditions';
import { namedLike } from '../shipments/named';
import type { ShipmentSchemas } from '../shipments/summary.reads';
import { timesOf } from '../shipments/tracked.table';
import { cellStep, MOST_POINTS } from './map.reads';
import type { MapCell, MapPoint } from './map.view';

/** What of the fleet is drawn as it was. */
export interface PastMapRequest {
  /** Event time. */
  readonly at: Instant;
  readonly filter: Pick<ShipmentFilter, 'carrier' | 'q' | 'bbox' | 'status' | 'exception' | 'late'>;
  readonly zoom: number;
}

/** A shipment as it was; its phase follows from its status. */
export type PastPoint = Omit<MapPoint, 'phase'> & { readonly status: ShipmentStatus };
export interface PastMap {
  readonly points: readonly PastPoint[];
  readonly cells: readonly MapCell[];
}

interface PastRow {
  readonly shipment_id: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly time: string;
  readonly heading_degrees: number | null;
  readonly status: ShipmentStatus;
  readonly exception: ExceptionRule | null;
  readonly late: boolean;
}

const pointOf = ({ shipment_id, time, heading_degrees, ...row }: PastRow): PastPoint => ({
  ...row,
  shipmentId: shipment_id,
  time: formatInstant(Number(time)),
  headingDegrees: heading_degrees,
});

/** Said so that Postgres does not take such fixes for rare while it has no statistics: it would read all of a journey's and sort them to find the last. */
const COUNTS = "coalesce(p.mark in ('ok', 'confirmed'), false)";

/**
 * What was under way then, the last fix that counts up to then, what the milestones up to then came to, and the exceptions that went on. Each is
 * one look into an index for each shipment, whatever came before and since.
 */
const asItWas = ({ shipments, exceptions }: ShipmentSchemas, at: string): string => `
  ${shipments}.tracked t join ${shipments}.shipment s using (shipment_id)
  cross join lateral (
    select p.latitude, p.longitude, p.time, p.heading_degrees from ${shipments}.position p
    where p.shipment_id = t.shipment_id and p.time <= ${at} and ${COUNTS}
    order by p.time desc, p.event_id desc limit 1
  ) l
  left join lateral (
    select m.status from ${shipments}.milestone m where m.shipment_id = t.shipment_id and m.time <= ${at}
    order by m.time desc, m.place desc, m.source desc, m.id desc limit 1
  ) m on true
  cross join lateral (
    select array_agg(e.type order by e.raised_at, e.exception_id) as types from ${exceptions}.exception e
    where e.shipment_id = t.shipment_id and e.raised_at <= ${at} and (e.until is null or e.until > ${at})
      and e.state <> 'retracted' and e.merged_into is null
  ) x`;

const STATUS = `coalesce(m.status, 'CREATED')`;

async function conditionsThen(database: Queryable, schemas: ShipmentSchemas, { at, filter }: PastMapRequest) {
  const conditions = new Conditions();
  const then = conditions.param(at);
  conditions.and(`${timesOf('t.')} @> ${then}::bigint`).and('s.registered');
  const known = filter.q === undefined ? undefined : await namedLike(database, schemas.shipments, filter.q);
  withName(conditions, filter, known, schemas.shipments);
  if (filter.bbox) within(conditions, filter.bbox);
  if (filter.status) conditions.and(`${STATUS} = any(?::text[])`, filter.status);
  if (filter.exception !== undefined) conditions.and('? = any(x.types)', filter.exception);
  if (filter.late !== undefined) conditions.and(`coalesce('late' = any(x.types), false) = ?`, filter.late);
  return { conditions, from: asItWas(schemas, `${then}::bigint`) };
}

/** The fleet as it was at an event time, as far as is known now: points, or cells where there are more than 10,000. */
export async function pastMap(database: Queryable, schemas: ShipmentSchemas, request: PastMapRequest): Promise<PastMap> {
  const { conditions, from } = await conditionsThen(database, schemas, request);
  const rows = await database.query<PastRow & Record<string, unknown>>(
    `select s.shipment_id, l.latitude, l.longitude, l.time, l.heading_degrees, ${STATUS} as status, x.types[1] as exception,
       coalesce('late' = any(x.types), false) as late
     from ${from} where ${conditions.sql} limit ${MOST_POINTS + 1}`,
    conditions.params,
  );
  if (rows.length <= MOST_POINTS) return { points: rows.map(pointOf), cells: [] };
  const step = cellStep(request.zoom);
  const cells = await database.query<MapCell & Record<string, unknown>>(
    `select avg(l.latitude) as latitude, avg(l.longitude) as longitude, count(*)::int as count,
       count(*) filter (where x.types is not null)::int as exceptions
     from ${from} where ${conditions.sql} group by floor(l.latitude / ${step}), floor(l.longitude / ${step}) limit ${MOST_POINTS}`,
    conditions.params,
  );
  return { points: [], cells };
}
