import type { SiteTerms } from '@waybill/events';
import type { Queryable } from '../database/read-database';
import { type InboundSchemas, inboundLines, LINE_ID } from '../sites/inbound.reads';
import type { InboundLine } from '../sites/inbound.view';
import { changedShipmentIds, MOST_CHANGES } from './changed-shipments';

/** A line of what comes to a site, beside the hours of the site. */
export interface ChangedLine {
  readonly line: InboundLine;
  readonly openingHours: SiteTerms['openingHours'];
}
/** A line that is at its site no more. */
export interface GoneLine {
  readonly siteId: string;
  readonly shipmentId: string;
  readonly lineId: string;
}
export interface InboundChanges {
  readonly lines: readonly ChangedLine[];
  readonly gone: readonly GoneLine[];
}
export const NO_INBOUND_CHANGES: InboundChanges = { lines: [], gone: [] };

interface Place {
  readonly shipmentId: string;
  readonly consignmentId: string | null;
  readonly lineId: string;
  readonly siteId: string | null;
  readonly formerSiteId: string | null;
}

/** Shipments that are, or were, on their way to a site, and changed. */
const changedPlaces = (schemas: InboundSchemas): string => `
  with changed as (${changedShipmentIds(schemas)})
  select s.shipment_id as "shipmentId", s.consignment_id as "consignmentId", ${LINE_ID} as "lineId", i.site_id as "siteId",
    case when i.changed > $1 then i.former_site_id end as "formerSiteId"
  from changed join ${schemas.sites}.inbound i using (shipment_id) join ${schemas.shipments}.shipment s using (shipment_id) where s.registered`;

/** Where lines stood that changed: those that are not there now are gone. */
const standingOf = (places: readonly Place[]): GoneLine[] =>
  places.flatMap(({ lineId, shipmentId, siteId, formerSiteId }) =>
    [siteId, formerSiteId].flatMap((site) => (site === null ? [] : [{ siteId: site, shipmentId, lineId }])),
  );

const keyOf = ({ siteId, lineId }: Pick<GoneLine, 'siteId' | 'lineId'>): string => `${siteId} ${lineId}`;

async function hoursOf(
  database: Queryable,
  schema: string,
  siteIds: readonly string[],
): Promise<ReadonlyMap<string, SiteTerms['openingHours']>> {
  const rows = await database.query<{ site_id: string; hours: SiteTerms['openingHours'] | null }>(
    `select site_id, terms->'openingHours' as hours from ${schema}.site where site_id = any($1::text[])`,
    [siteIds],
  );
  return new Map(rows.map(({ site_id, hours }) => [site_id, hours ?? undefined]));
}

/** Lines of what comes to sites that changed behind a position; undefined when they are too many. The pieces of a consignment are one line. */
export async function changedInbound(database: Queryable, schemas: InboundSchemas, since: bigint): Promise<InboundChanges | undefined> {
  const places = await database.query<Place & Record<string, unknown>>(changedPlaces(schemas), [since]);
  if (places.length === 0) return NO_INBOUND_CHANGES;
  if (places.length > MOST_CHANGES) return undefined;
  const consignments = places.flatMap(({ consignmentId }) => consignmentId ?? []);
  const shipments = places.map(({ shipmentId }) => shipmentId);
  const lines = await inboundLines(database, schemas, shipments, consignments);
  const hours = await hoursOf(database, schemas.sites, [...new Set(lines.map(({ siteId }) => siteId))]);
  const there = new Set(lines.map(keyOf));
  return {
    lines: lines.map((line) => ({ line, openingHours: hours.get(line.siteId) })),
    gone: standingOf(places).filter((one) => !there.has(keyOf(one))),
  };
}
