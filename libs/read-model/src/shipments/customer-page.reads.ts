import type { Queryable } from '../database/read-database';

/** The parts of a customer's page as they are kept: JSON text. */
export interface KeptCustomerPage {
  readonly shipmentId: string;
  readonly status: string;
  readonly milestones: readonly string[];
  readonly liveLocation: string | null;
  readonly arrivalWindow: string | null;
}

/** Schemas of the read models that it is made of. */
type Schemas = Readonly<Record<'shipments' | 'predictions', string>>;

/** A page shows the newest ones. */
const SHOWN_MILESTONES = 1_000;

const ORDER = ['time', 'place', 'source', 'id', 'event_id'];

/** The last lines of a shipment that were not taken back, in event-time order. */
const lines = (schema: string): string => `array(
  select line from (
    select * from ${schema}.milestone m where m.shipment_id = s.shipment_id and not m.retracted
    order by ${ORDER.map((column) => `${column} desc`).join(', ')} limit ${SHOWN_MILESTONES}
  ) newest order by ${ORDER.join(', ')})`;

/**
 * The pages behind some links, by link, in one look-up by keys; unknown and revoked ones have none. What grows or changes with every report,
 * milestones and the live location, is kept apart.
 */
export async function customerPageParts(
  database: Queryable,
  schemas: Schemas,
  linkIds: readonly string[],
): Promise<ReadonlyMap<string, KeptCustomerPage>> {
  const { shipments: schema, predictions } = schemas;
  const rows = await database.query<KeptCustomerPage & { readonly linkId: string }>(
    `select t.link_id as "linkId", s.shipment_id as "shipmentId", s.page as status, ${lines(schema)} as milestones,
       l.customer_live as "liveLocation",
       case when l.terminal_at is null then x.customer_window end as "arrivalWindow"
     from ${schema}.tracking_link t join ${schema}.shipment s using (shipment_id) join ${schema}.live l using (shipment_id)
     left join ${predictions}.expected x using (shipment_id)
     where t.link_id = any($1::text[]) and not t.revoked and s.registered`,
    [linkIds],
    `customer pages ${schema} ${predictions}`,
  );
  return new Map(rows.map(({ linkId, ...parts }) => [linkId, parts]));
}
