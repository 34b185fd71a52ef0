import type { Queryable } from '../database/read-database';

/** What there is to be shown behind a tracking link, as JSON text. */
export interface CustomerPage {
  readonly shipmentId: string;
  readonly body: string;
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

const ORDER = ['time', 'place', 'source', 'id', 'event_id'];

/** The last lines of a shipment that were not taken back, in event-time order. */
const lines = (schema: string): string => `array(
  select line from (
    select * from ${schema}.milestone m where m.shipment_id = s.shipment_id and not m.retracted
    order by ${ORDER.map((column) => `${column} desc`).join(', ')} limit ${SHOWN_MILESTONES}
  ) newest order by ${ORDER.join(', ')})`;

interface ReadPage {
  readonly link_id: string;
  readonly shipment_id: string;
  readonly page: string;
  readonly lines: string[];
  readonly customer_live: string | null;
}

/**
 * The pages behind some links, by link, in one look-up by keys. Unknown and revoked ones have none. What grows or changes with every report,
 * milestones and the live location, is put in here.
 */
export async function customerPages(
  database: Queryable,
  schema: string,
  linkIds: readonly string[],
): Promise<ReadonlyMap<string, CustomerPage>> {
  const rows = await database.query<ReadPage & Record<string, unknown>>(
    `select t.link_id, s.shipment_id, s.page, ${lines(schema)} as lines, l.customer_live
     from ${schema}.tracking_link t join ${schema}.shipment s using (shipment_id) join ${schema}.live l using (shipment_id)
     where t.link_id = any($1::text[]) and not t.revoked and s.registered`,
    [linkIds],
    `customer pages ${schema}`,
  );
  return new Map(
    rows.map(({ link_id, shipment_id, page, lines: newest, customer_live }) => [
      link_id,
      { shipmentId: shipment_id, body: withLocation(withMilestones(page, newest), customer_live) },
    ]),
  );
}
