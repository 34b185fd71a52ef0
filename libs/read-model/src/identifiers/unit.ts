import { formatInstant, nameKey, type ShipmentStatus } from '@waybill/events';
import type { Queryable } from '../database/read-database';
import type { AboardView, UnitView } from '../views';
import { type ReportRead, wrongCheckDigit } from './read';

type Name = { scheme: string; value: string };
type Stay = { unit: Name; from: string; until: string | null };
type Holding = { shipmentId: string; from?: number; until?: number };
type NameRead = Name & { facts: { holdings: Holding[]; shipments: string[]; units: Name[] }; stays: Stay[] };
type ShipmentRead = { shipment_id: string; status: ShipmentStatus; terminal_at: string | null; aboard: AboardView[] };
type Holder = UnitView['holders'][number];

const isSame = (a: Name, b: Name): boolean => a.scheme === b.scheme && a.value === b.value;

/** Where it still is. */
const openStay = (stays: readonly Stay[]): Stay | undefined => stays.filter(({ until }) => until === null).at(-1);

const iso = (millis: number | undefined): string | null => (millis === undefined ? null : formatInstant(millis));

function assignedHolders({ facts }: NameRead, shipments: ReadonlyMap<string, ShipmentRead>): Holder[] {
  return facts.holdings.map(({ shipmentId, from, until }) => {
    const shipment = shipments.get(shipmentId);
    const present = until === undefined && shipment !== undefined && shipment.terminal_at === null;
    return { shipmentId, how: 'assigned', from: iso(from), until: iso(until), status: shipment?.status ?? null, present };
  });
}

function aboardHolders(name: NameRead, shipments: ReadonlyMap<string, ShipmentRead>): Holder[] {
  return name.facts.shipments.flatMap((shipmentId) => {
    const shipment = shipments.get(shipmentId);
    const stays = (shipment?.aboard ?? []).filter(({ unit }) => isSame(unit, name));
    const status = shipment?.status ?? null;
    return stays.map(({ from, until }): Holder => ({ shipmentId, how: 'loaded', from, until, status, present: until === null }));
  });
}

async function shipmentsOf(database: Queryable, schema: string, { facts }: NameRead): Promise<Map<string, ShipmentRead>> {
  const ids = [...new Set([...facts.holdings.map(({ shipmentId }) => shipmentId), ...facts.shipments])];
  const rows = await database.query<ShipmentRead>(
    `select shipment_id, status, terminal_at, aboard from ${schema}.shipment where registered and shipment_id = any($1::text[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.shipment_id, row]));
}

async function carriedBy(database: Queryable, schema: string, name: NameRead): Promise<UnitView['carries']> {
  const { units } = name.facts;
  if (units.length === 0) return [];
  const rows = await database.query<NameRead>(
    `select n.scheme, n.value, n.stays from ${schema}.name n join unnest($1::text[], $2::text[]) as x (scheme, value) using (scheme, value)
     order by 1, 2`,
    [units.map(({ scheme }) => scheme), units.map(({ value }) => value)],
  );
  return rows.flatMap(({ scheme, value, stays }) => {
    const stay = stays.find(({ unit, until }) => until === null && isSame(unit, name));
    return stay ? [{ scheme, value, from: stay.from }] : [];
  });
}

async function lastReport(database: Queryable, schema: string, { scheme, value }: Name): Promise<UnitView['lastReport']> {
  const [row] = await database.query<ReportRead>(
    `select * from ${schema}.report where subject = $1 and not retracted and not future order by time desc, recorded_time desc, event_id desc limit 1`,
    [`${scheme}:${value}`],
  );
  if (!row) return null;
  const { event_id, type, time, recorded_time, source, data } = row;
  return { eventId: event_id, type, time: formatInstant(Number(time)), recordedTime: formatInstant(Number(recorded_time)), source, data };
}

const NOTHING = { facts: { holdings: [], shipments: [], units: [] }, stays: [] };

const NAME_COLUMNS = 'scheme, value, facts, stays';

async function nameOf(database: Queryable, schema: string, { scheme, value }: Name): Promise<NameRead | undefined> {
  const [row] = await database.query<NameRead>(`select ${NAME_COLUMNS} from ${schema}.name where scheme = $1 and value = $2`, [
    scheme,
    value,
  ]);
  return row;
}

/** The only name that is written like this but for case, composition, spaces and dashes. */
async function nameLike(database: Queryable, schema: string, { scheme, value }: Name): Promise<NameRead | undefined> {
  const [row, ...others] = await database.query<NameRead>(
    `select ${NAME_COLUMNS} from ${schema}.name where scheme = $1 and value_key = $2 limit 2`,
    [scheme, nameKey(value)],
  );
  return others.length === 0 ? row : undefined;
}

/** A name with who is there. Draws on both read models; undefined when nothing was ever heard of it. */
export async function unitView(
  database: Queryable,
  schemas: { readonly identifiers: string; readonly shipments: string },
  given: Name,
): Promise<UnitView | undefined> {
  const exact = await nameOf(database, schemas.identifiers, given);
  const row = exact ?? (await nameLike(database, schemas.identifiers, given));
  const asked: Name = row ?? given;
  const report = await lastReport(database, schemas.identifiers, asked);
  if (!row && !report) return undefined;
  const name: NameRead = row ?? { ...given, ...NOTHING };
  const shipments = await shipmentsOf(database, schemas.shipments, name);
  const on = openStay(name.stays);
  return {
    scheme: asked.scheme,
    value: asked.value,
    checkDigitWrong: wrongCheckDigit(asked.scheme, asked.value),
    holders: [...assignedHolders(name, shipments), ...aboardHolders(name, shipments)],
    on: on ? { ...on.unit, from: on.from } : null,
    carries: await carriedBy(database, schemas.identifiers, name),
    lastReport: report,
  };
}
