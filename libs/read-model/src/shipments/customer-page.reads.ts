import { hash } from 'node:crypto';
import type { Queryable } from '../database/read-database';

/** What a customer's page shows, as the bytes to send, with the strong entity tag of those bytes (quotes included). */
export interface CustomerPage {
  readonly body: string;
  readonly etag: string;
}

/** In JSON text a quote within a string has a backslash before it, so this is the member and can be nothing else. */
const NO_LOCATION = '"liveLocation":null';

const NO_MILESTONES = '"milestones":[]';
/** A page shows the newest ones. */
const SHOWN_MILESTONES = 1_000;

/** Two sources may state the same; without their names the lines would be the same line twice. */
const withMilestones = (page: string, lines: readonly string[]): string =>
  page.replace(NO_MILESTONES, () => `"milestones":[${[...new Set(lines)].join(',')}]`);

const withLocation = (page: string, location: string | null): string =>
  location === null ? page : page.replace(NO_LOCATION, () => `"liveLocation":${location}`);

/** Strong: a hash of the very bytes. */
const etagOf = (body: string): string => `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;

const ORDER = ['time', 'place', 'source', 'id', 'event_id'];

/** The last lines of a shipment that were not taken back, in event-time order. */
const lines = (schema: string): string => `array(
  select line from (
    select * from ${schema}.milestone m where m.shipment_id = s.shipment_id and not m.retracted
    order by ${ORDER.map((column) => `${column} desc`).join(', ')} limit ${SHOWN_MILESTONES}
  ) newest order by ${ORDER.join(', ')})`;

/**
 * The page behind a link, in one look-up by keys. What grows or changes with every report, milestones and the live location, is put in
 * here.
 */
export async function customerPage(database: Queryable, schema: string, linkId: string): Promise<CustomerPage | undefined> {
  const [row] = await database.query<{ page: string; lines: string[]; customer_live: string | null }>(
    `select s.page, ${lines(schema)} as lines, l.customer_live
     from ${schema}.tracking_link t join ${schema}.shipment s using (shipment_id) join ${schema}.live l using (shipment_id)
     where t.link_id = $1 and not t.revoked and s.registered`,
    [linkId],
    `customer page ${schema}`,
  );
  if (!row) return undefined;
  const body = withLocation(withMilestones(row.page, row.lines), row.customer_live);
  return { body, etag: etagOf(body) };
}
