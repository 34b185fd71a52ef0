import type { ShipmentStatus } from '@waybill/events';
import { Cursors, pageOf, pageSize } from '../cursors';
import type { Queryable } from '../database/read-database';
import type { PageRequest } from '../filters';
import type { AboardView } from '../shipments/shipment.view';
import { isoOrNull, type Page } from '../view';
import type { UnitView } from './unit.view';

type Name = { scheme: string; value: string };
type Holder = UnitView['holders'][number];
type HolderRead = {
  how: Holder['how'];
  /** Of the name's stream, at which the shipment came to it. */
  revision: string;
  shipment_id: string;
  from_time: string | null;
  until_time: string | null;
};
type ShipmentRead = { shipment_id: string; status: ShipmentStatus; terminal_at: string | null; stays: AboardView[] };

/** A hold on the name, or the stays of a shipment aboard. */
function holdersOf({ how, shipment_id: shipmentId, from_time, until_time }: HolderRead, shipment: ShipmentRead | undefined): Holder[] {
  const status = shipment?.status ?? null;
  switch (how) {
    case 'assigned': {
      const present = until_time === null && shipment !== undefined && shipment.terminal_at === null;
      return [{ shipmentId, how, from: isoOrNull(from_time), until: isoOrNull(until_time), status, present }];
    }
    case 'loaded':
      return (shipment?.stays ?? []).map(({ from, until }) => ({ shipmentId, how, from, until, status, present: until === null }));
  }
}

async function shipmentsOf(
  database: Queryable,
  schema: string,
  unit: Name,
  holders: readonly HolderRead[],
): Promise<Map<string, ShipmentRead>> {
  const rows = await database.query<ShipmentRead>(
    `select shipment_id, status, terminal_at, (
       select coalesce(jsonb_agg(a.stay order by a.place), '[]') from jsonb_array_elements(aboard) with ordinality a (stay, place)
       where a.stay -> 'unit' = $2::jsonb
     ) as stays from ${schema}.shipment where registered and shipment_id = any($1::text[])`,
    [holders.map(({ shipment_id }) => shipment_id), JSON.stringify(unit)],
  );
  return new Map(rows.map((row) => [row.shipment_id, row]));
}

const HOLDERS = new Cursors('holders', ['revision']);

/** The last to come first. Of each kind no more is read than the page can show. */
async function readHolders(
  database: Queryable,
  schema: string,
  { scheme, value }: Name,
  before: number,
  most: number,
): Promise<HolderRead[]> {
  const last = `where scheme = $1 and value = $2 and revision < $3 order by revision desc limit ${most}`;
  return database.query<HolderRead>(
    `select * from (
       (select 'assigned' as how, revision, shipment_id, from_time, until_time from ${schema}.holding ${last})
       union all
       (select 'loaded', revision, shipment_id, null, null from ${schema}.passenger ${last})
     ) h order by revision desc limit ${most}`,
    [scheme, value, before],
  );
}

/** Shipments that hold or held a name, or are or were aboard the unit. */
export async function unitHolders(
  database: Queryable,
  schemas: { readonly identifiers: string; readonly shipments: string },
  name: Name,
  page: PageRequest,
): Promise<Page<Holder>> {
  const [before = Number.MAX_SAFE_INTEGER] = HOLDERS.decode(page.cursor) ?? [];
  const size = pageSize(page.limit);
  const rows = await readHolders(database, schemas.identifiers, name, before, size + 1);
  const shipments = await shipmentsOf(database, schemas.shipments, name, rows);
  const { items, nextCursor } = pageOf(
    rows,
    size,
    (row) => holdersOf(row, shipments.get(row.shipment_id)),
    ({ revision }) => HOLDERS.encode(Number(revision)),
  );
  return { items: items.flat(), nextCursor };
}
