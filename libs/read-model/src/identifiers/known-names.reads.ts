import type { Queryable } from '../database/read-database';
import { reading } from '../database/selection';
import { HOLDING, type HoldingRow, LAST_STAY, type LastStayRow, NAME, type NameRow } from './name.table';

type Name = Pick<NameRow, 'scheme' | 'value'>;

const KNOWN_NAME = reading(NAME, ['scheme', 'value', 'revision']);
const KNOWN_HOLDING = reading(HOLDING);
const KNOWN_STAY = reading(LAST_STAY);

const schemes = (names: readonly Name[]): string[] => names.map(({ scheme }) => scheme);
const values = (names: readonly Name[]): string[] => names.map(({ value }) => value);

/** Revisions up to which decisions about names are folded, by `<scheme>:<value>`. */
export async function loadNameRevisions(tx: Queryable, schema: string, names: readonly Name[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await tx.query(
    `select ${KNOWN_NAME.columns('n')} from ${schema}.name n
     join unnest($1::text[], $2::text[]) as x (scheme, value) using (scheme, value)`,
    [schemes(names), values(names)],
  );
  return new Map(rows.map(KNOWN_NAME.of).map(({ scheme, value, revision }) => [`${scheme}:${value}`, revision]));
}

/** What a release says. */
export interface ReleaseName extends Name {
  readonly shipmentId: string;
  /** null when it undoes the hold. */
  readonly until: number | null;
}

/** The holds that some releases can change: those that last longer, or would not last at all. In the order of the assignments. */
export async function loadHoldings(tx: Queryable, schema: string, releases: readonly ReleaseName[]): Promise<HoldingRow[]> {
  if (releases.length === 0) return [];
  const rows = await tx.query(
    `select ${KNOWN_HOLDING.columns('h')} from (
       select distinct h.* from ${schema}.holding h
       join unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as x (scheme, value, shipment_id, until) using (scheme, value, shipment_id)
       where x.until is null or h.until_time is null or h.until_time > x.until or h.from_time >= x.until
     ) h order by h.scheme, h.value, h.revision`,
    [schemes(releases), values(releases), releases.map(({ shipmentId }) => shipmentId), releases.map(({ until }) => until)],
  );
  return rows.map(KNOWN_HOLDING.of);
}

/** A unit that was loaded onto another one, or unloaded from it. */
export interface StayName extends Name {
  readonly onScheme: string;
  readonly onValue: string;
}

/** What is known of some stays, and of the latest one of each of these units on units of the same scheme. */
export async function loadLastStays(tx: Queryable, schema: string, stays: readonly StayName[]): Promise<LastStayRow[]> {
  if (stays.length === 0) return [];
  const rows = await tx.query(
    `with x as (select distinct * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as x (scheme, value, on_scheme, on_value))
     select ${KNOWN_STAY.columns('s')} from ${schema}.last_stay s join x using (scheme, value, on_scheme, on_value)
     union
     select ${KNOWN_STAY.columns('s')} from (select distinct scheme, value, on_scheme from x) t cross join lateral (
       select * from ${schema}.last_stay l
       where l.scheme = t.scheme and l.value = t.value and l.on_scheme = t.on_scheme and l.loaded_at is not null
       order by l.loaded_at desc, l.loaded_revision desc limit 1
     ) s`,
    [schemes(stays), values(stays), stays.map(({ onScheme }) => onScheme), stays.map(({ onValue }) => onValue)],
  );
  return rows.map(KNOWN_STAY.of);
}
