import {
  ddlOf,
  ETA_TABLES,
  EXCEPTION_TABLES,
  type InboundFilter,
  type InboundLine,
  type InboundSchemas,
  inboundOf,
  ReadDatabase,
  SHIPMENT_TABLES,
  SITE_TABLES,
} from '@waybill/read-model';
import { startPostgres, type TestPostgres } from '../support/postgres';

const SITE = 'MUC';
const SCHEMAS: InboundSchemas = { shipments: 'shipments', exceptions: 'exceptions', predictions: 'predictions', sites: 'sites' };
const TABLES = { shipments: SHIPMENT_TABLES, exceptions: EXCEPTION_TABLES, predictions: ETA_TABLES, sites: SITE_TABLES };
/** Times are below this. */
const LAST = 100_000;

/** Every third shipment is a piece of a consignment of up to eight; what it is, and when, looks like chance and is always the same. */
const ROWS = [
  `insert into shipments.shipment (shipment_id, registered, consignment_id, planned_arrival, status, phase, delivered_at, identifiers, aboard, page, journey)
   select 'S' || n, n % 97 <> 0, case when n % 3 = 0 then 'C' || n / 24 end, case when n % 11 > 0 then at end, status, '',
     case when status = 'DELIVERED' then at + 5 end, '[]', '[]', '', '{}'
   from (select n, n * 10_007 % ${LAST} as at, (array['IN_TRANSIT', 'DELIVERED', 'CANCELLED', 'LOST', 'RETURNING', 'DELIVERED', 'RETURNED'])[1 + n * 31 % 7] as status
     from generate_series(1, 1500) n) x`,
  `insert into sites.inbound (shipment_id, site_id, arrived_at, left_at, moments, revision, changed)
   select 'S' || n, case when n % 4 > 0 then '${SITE}' else 'HAM' end, case when n % 5 > 1 then at + 3 end, case when n % 5 = 4 then at + 4 end, '[]', 0, n
   from (select n, n * 10_007 % ${LAST} as at from generate_series(1, 1500) n) x`,
  `insert into predictions.expected (shipment_id, revision, p50, changed)
   select 'S' || n, 0, n * 10_007 % ${LAST} + 2, n from generate_series(1, 1500) n where n % 2 = 0`,
];

let postgres: TestPostgres;
let database: ReadDatabase;
beforeAll(async () => {
  postgres = await startPostgres();
  database = ReadDatabase.open(postgres.url);
  for (const [schema, tables] of Object.entries(TABLES)) {
    await database.query(`create schema ${schema}`);
    for (const statement of ddlOf(schema, tables)) await database.query(statement);
  }
  for (const rows of ROWS) await database.query(rows);
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

/** All pages. */
async function linesOf(filter: Partial<InboundFilter>): Promise<readonly InboundLine[]> {
  const lines: InboundLine[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await inboundOf(database, SCHEMAS, { siteId: SITE, limit: 200, ...filter, cursor });
    lines.push(...items);
    if (nextCursor === null) return lines;
    cursor = nextCursor;
  }
}

it('lines of some times are those among all lines of the site, with all of their pieces', async () => {
  const all = await linesOf({});
  const isWithin = ({ time }: InboundLine, from: number, to: number) => time !== null && Date.parse(time) >= from && Date.parse(time) < to;
  expect(all.filter(({ consignmentId }) => consignmentId !== null).length).toBeGreaterThan(50);
  for (const from of [0, LAST / 2, LAST - 1_000, LAST + 1_000]) {
    const isWanted = (line: InboundLine) => line.state !== 'done' || isWithin(line, from, Number.POSITIVE_INFINITY);
    expect(await linesOf({ doneSince: from })).toEqual(all.filter(isWanted));
    for (const to of [from + 1, from + 5_000]) {
      expect(await linesOf({ from, to })).toEqual(all.filter((line) => isWithin(line, from, to)));
      expect(await linesOf({ doneSince: from, to })).toEqual(all.filter((line) => isWanted(line) && isWithin(line, 0, to)));
    }
  }
});
