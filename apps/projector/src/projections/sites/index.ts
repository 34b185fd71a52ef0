import { type StoredEvent, shipmentOfArrivalsStream, shipmentOfStream, siteOfStream } from '@waybill/events';
import {
  ABOUT_ARRIVALS,
  ARRIVAL_LINE,
  eraseRows,
  INBOUND,
  loadInbound,
  type Queryable,
  SITE_ROW,
  SITE_TABLES,
  SITES,
  upsert,
} from '@waybill/read-model';
import type { Projection } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { remainingOf } from '../erasure';
import { grouped } from '../grouped';
import { foldSite } from './fold';
import { arrivalLine, foldInbound } from './inbound';

/** With a shipment its arrivals are erased, too. */
const shipmentOf = ({ type, stream }: StoredEvent): string | undefined =>
  shipmentOfArrivalsStream(stream) ?? (type === 'dev.waybill.stream-erased.v1' ? shipmentOfStream(stream) : undefined);

const isOfArrivals = ({ stream }: StoredEvent): boolean => shipmentOfArrivalsStream(stream) !== undefined;

async function projectSites(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const groups = grouped(events, ({ stream }) => stream);
  await upsert(
    tx,
    schema,
    SITE_ROW,
    [...groups.values()].flatMap((own) => foldSite(own) ?? []),
  );
}

async function projectArrivals(batch: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const { erased, events } = remainingOf(batch, shipmentOf);
  await eraseRows(tx, schema, ABOUT_ARRIVALS, [...erased.keys()]);
  const groups = [...grouped(events, (event) => shipmentOf(event) as string)];
  const known = await loadInbound(
    tx,
    schema,
    groups.map(([shipmentId]) => shipmentId),
  );
  const rows = groups.flatMap(([shipmentId, own]) => foldInbound(shipmentId, known.get(shipmentId), own) ?? []);
  await upsert(tx, schema, INBOUND, rows);
  const lines = groups.flatMap(([shipmentId, own]) => own.filter(isOfArrivals).map((event) => arrivalLine(shipmentId, event)));
  await upsert(tx, schema, ARRIVAL_LINE, lines);
}

async function handle(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const ofSites = events.filter(({ stream }) => siteOfStream(stream) !== undefined);
  const ofShipments = events.filter((event) => shipmentOf(event) !== undefined);
  if (ofSites.length > 0) await projectSites(ofSites, tx, schema);
  if (ofShipments.length > 0) await projectArrivals(ofShipments, tx, schema);
}

/** Each site as it is now, and the shipments on their way to one. */
export const sites: Projection = {
  kind: 'projection',
  name: SITES,
  version: 2,
  types: wantedBy('sites'),
  keyOf: (event) => siteOfStream(event.stream) ?? shipmentOf(event),
  tables: SITE_TABLES,
  handle,
};
