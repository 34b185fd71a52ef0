import { hash } from 'node:crypto';
import type { Queryable } from '../database/read-database';

/** What a customer's page shows, as the bytes to send, with the strong entity tag of those bytes (quotes included). */
export interface CustomerPage {
  readonly body: string;
  readonly etag: string;
}

/** In JSON text a quote within a string has a backslash before it, so this is the member and can be nothing else. */
const NO_LOCATION = '"liveLocation":null';

const withLocation = (page: string, location: string | null): string =>
  location === null ? page : page.replace(NO_LOCATION, () => `"liveLocation":${location}`);

/** Strong: a hash of the very bytes. */
const etagOf = (body: string): string => `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;

/** The page behind a link, in one look-up by keys. The live location is put in here, since it changes with every ping. */
export async function customerPage(database: Queryable, schema: string, linkId: string): Promise<CustomerPage | undefined> {
  const [row] = await database.query<{ page: string; customer_live: string | null }>(
    `select s.page, l.customer_live
     from ${schema}.tracking_link t join ${schema}.shipment s using (shipment_id) join ${schema}.live l using (shipment_id)
     where t.link_id = $1 and not t.revoked and s.registered`,
    [linkId],
    `customer page ${schema}`,
  );
  if (!row) return undefined;
  const body = withLocation(row.page, row.customer_live);
  return { body, etag: etagOf(body) };
}
