import { nameKey } from '@waybill/events';
import { Conditions } from '../database/conditions';
import type { BoundingBox, ShipmentFilter } from '../filters';
import { beginsLike, type Named } from './named';
import type { ShipmentSchemas } from './summary.reads';

/** Shipments of which a name, or that of a place, begins like that. Where few do, they are found by it; where many do, each is looked at in turn. */
const NAMED: Readonly<Record<Named, (schema: string) => string>> = {
  none: () => 'false',
  few: (schema) =>
    `s.shipment_id = any(array(select n.shipment_id from ${schema}.search_name n where n.name_key like ?
       union select p.shipment_id from ${schema}.search_place p where p.place_key like ?))`,
  many: (schema) =>
    `coalesce((select true from ${schema}.search_name n where n.shipment_id = s.shipment_id and n.name_key like ? limit 1),
       (select true from ${schema}.search_place p where p.shipment_id = s.shipment_id and p.place_key like ? limit 1))`,
};

/** Where the last known place lies in a box; `l` has it. */
export function within(conditions: Conditions, { west, south, east, north }: BoundingBox): void {
  conditions.and('l.latitude between ? and ?', south, north);
  // 180 and -180 are one meridian; a box across it holds both in any case.
  const atSeam = west === -180 || east === 180 ? ' or abs(l.longitude) = 180' : '';
  if (west <= east) conditions.and(`l.longitude between ? and ?${atSeam}`, west, east);
  else conditions.and('l.longitude >= ? or l.longitude <= ?', west, east);
}

/** Those of a carrier, and those that have a name: `known` is how many have it. */
export function named(
  conditions: Conditions,
  { carrier, q }: Pick<ShipmentFilter, 'carrier' | 'q'>,
  known: Named | undefined,
  schema: string,
): void {
  if (carrier !== undefined) conditions.and('s.carrier_key = ?', nameKey(carrier));
  if (known && q !== undefined) conditions.and(NAMED[known](schema), ...(known === 'none' ? [] : [beginsLike(q), beginsLike(q)]));
}

/** `open`: a person may still have to do something about it; `ongoing`: the rule is broken now, whatever people have done about it. */
const withException = (schema: string, column: 'open' | 'ongoing'): string =>
  `exists (select from ${schema}.exception e where e.shipment_id = s.shipment_id and e.${column} and e.type = ?)`;

const expectedThere = (schema: string): string => `exists (select from ${schema}.expected x where x.shipment_id = s.shipment_id and x.p50`;

const boundTo = (schema: string): string =>
  `exists (select from ${schema}.inbound i where i.shipment_id = s.shipment_id and i.site_id = ?)`;

/** What a filter asks for; `known`: how many have the name that it asks for, when it does; `params`: values of the same statement so far. */
export function conditionsOf(
  filter: ShipmentFilter,
  known: Named | undefined,
  { shipments, exceptions, predictions, sites }: ShipmentSchemas,
  params?: unknown[],
): Conditions {
  const conditions = new Conditions(params).and('s.registered');
  if (filter.status) conditions.and('s.status = any(?::text[])', filter.status);
  named(conditions, filter, known, shipments);
  if (filter.bbox) within(conditions, filter.bbox);
  if (filter.updatedSince !== undefined) conditions.and('l.updated_at >= ?', filter.updatedSince);
  if (filter.late !== undefined) conditions.and(`${filter.late ? '' : 'not '}${withException(exceptions, 'ongoing')}`, 'late');
  if (filter.exception !== undefined) conditions.and(withException(exceptions, 'open'), filter.exception);
  if (filter.site !== undefined) conditions.and(boundTo(sites), filter.site);
  if (filter.etaBefore !== undefined) conditions.and(`${expectedThere(predictions)} < ?)`, filter.etaBefore);
  if (filter.etaAfter !== undefined) conditions.and(`${expectedThere(predictions)} >= ?)`, filter.etaAfter);
  return conditions;
}
