import { type ExceptionRule, formatInstant } from '@waybill/events';
import type { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import type { ShipmentFilter } from '../filters';
import { conditionsOf } from '../shipments/conditions';
import { namedLike } from '../shipments/named';
import type { ShipmentSchemas } from '../shipments/summary.reads';
import type { FleetMap, MapCell, MapPoint } from './map.view';

/** A browser draws so many points without a halt. */
export const MOST_POINTS = 10_000;
/** Cells along one tile of a map of 256 pixels: each is 32 pixels wide. */
const CELLS_PER_TILE = 8;
/** Degrees along the side of a cell. */
export const cellStep = (zoom: number): number => 360 / 2 ** zoom / CELLS_PER_TILE;

/** What of the fleet is drawn. `zoom`: of the map, 0 (the world in one tile) to 22; decides how large cells are. */
export interface MapRequest {
  readonly filter: Omit<ShipmentFilter, 'sort' | 'limit' | 'cursor'>;
  readonly zoom: number;
}

interface PointRow {
  readonly shipment_id: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly time: string;
  readonly heading_degrees: number | null;
  readonly phase: string;
  readonly exception: ExceptionRule | null;
  readonly late: boolean;
}

const pointOf = ({ shipment_id, latitude, longitude, time, heading_degrees, phase, exception, late }: PointRow): MapPoint => ({
  shipmentId: shipment_id,
  latitude,
  longitude,
  time: formatInstant(Number(time)),
  headingDegrees: heading_degrees,
  phase,
  exception,
  late,
});

/** Shipments under way whose place is known; those at their end only where the filter asks for their status. */
async function located(database: Queryable, schemas: ShipmentSchemas, { filter }: MapRequest): Promise<Conditions> {
  const named = filter.q === undefined ? undefined : await namedLike(database, schemas.shipments, filter.q);
  const conditions = conditionsOf(filter, named, schemas).and('l.latitude is not null');
  return filter.status ? conditions : conditions.and("s.phase <> 'done'");
}

async function points(database: Queryable, { shipments, exceptions }: ShipmentSchemas, conditions: Conditions): Promise<PointRow[]> {
  return database.query<PointRow>(
    `select s.shipment_id, l.latitude, l.longitude, l.time, l.heading_degrees, s.phase, x.type as exception, coalesce(x.late, false) as late
     from ${shipments}.shipment s join ${shipments}.live l using (shipment_id)
     left join (select e.shipment_id, (array_agg(e.type order by e.raised_at, e.exception_id) filter (where e.open))[1] as type,
         bool_or(e.ongoing and e.type = 'late') as late
       from ${exceptions}.exception e where e.open or (e.ongoing and e.type = 'late') group by e.shipment_id) x using (shipment_id)
     where ${conditions.sql} limit ${MOST_POINTS + 1}`,
    conditions.params,
  );
}

async function cells(
  database: Queryable,
  { shipments, exceptions }: ShipmentSchemas,
  conditions: Conditions,
  zoom: number,
): Promise<MapCell[]> {
  const step = cellStep(zoom);
  return database.query<MapCell & Record<string, unknown>>(
    `select avg(l.latitude) as latitude, avg(l.longitude) as longitude, count(*)::int as count,
       count(*) filter (where exists (select from ${exceptions}.exception e where e.shipment_id = s.shipment_id and e.open))::int as exceptions
     from ${shipments}.shipment s join ${shipments}.live l using (shipment_id)
     where ${conditions.sql} group by floor(l.latitude / ${step}), floor(l.longitude / ${step}) limit ${MOST_POINTS}`,
    conditions.params,
  );
}

/** The fleet as a map draws it: up to 10,000 points, beyond that how many there are in each cell of a grid. */
export async function fleetMap(database: Queryable, schemas: ShipmentSchemas, request: MapRequest): Promise<FleetMap> {
  const conditions = await located(database, schemas, request);
  const found = await points(database, schemas, conditions);
  if (found.length <= MOST_POINTS) return { points: found.map(pointOf), cells: [] };
  return { points: [], cells: await cells(database, schemas, conditions, request.zoom) };
}
