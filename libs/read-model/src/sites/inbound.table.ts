import { instant, int, json, nullable, position, revision, text, uuid } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** An arrival or a departure that was told of, and not taken back since. */
export interface StatedMoment {
  readonly eventId: string;
  readonly what: 'arrived' | 'left';
  readonly time: number;
}

/** How each shipment comes to its site, as the stream of its arrivals says up to a revision; also while it is bound to none. */
export const INBOUND = defineTable({
  name: 'inbound',
  columns: {
    shipmentId: text(),
    /** The site that its destination belongs to; null when to none any more. */
    siteId: nullable(text()),
    /** The one that it belonged to before. */
    formerSiteId: nullable(text()),
    /** Since when it is announced; null when it is not, or is no more. */
    announcedAt: nullable(instant()),
    /** When it came last, and when it left after that. */
    arrivedAt: nullable(instant()),
    leftAt: nullable(instant()),
    /** What the fold goes on from. */
    moments: json<readonly StatedMoment[]>(),
    revision: revision(),
    /** Position of the last event that the row contains. */
    changed: position(),
  },
  key: ['shipmentId'],
  about: 'shipment_id',
  indexes: {
    inbound_site: '(site_id, shipment_id) where site_id is not null',
    inbound_arrived: '(site_id, arrived_at) where arrived_at is not null',
    inbound_changed: '(changed)',
  },
  overwriteWhen: 'excluded.changed > t.changed',
  storage: 'fillfactor = 80',
});
export type InboundRow = RowOf<typeof INBOUND>;

/** What was told of a shipment's arrivals, as lines of its timeline. */
export const ARRIVAL_LINE = defineTable({
  name: 'arrival_line',
  columns: {
    shipmentId: text(),
    revision: revision(),
    eventId: uuid(),
    time: instant(),
    recordedTime: instant(),
    /** Place within its instant on the timeline, and the line there; null for what it does not show. */
    place: nullable(int()),
    position: position(),
    entry: nullable(json<unknown>()),
    /** The event that this one takes back, and why. */
    retracts: nullable(text()),
    reason: nullable(text()),
  },
  key: ['shipmentId', 'revision'],
  about: 'shipment_id',
  indexes: {
    arrival_line_timeline: '(shipment_id, time, place, position) where place is not null',
    arrival_line_retracts: '(shipment_id, retracts) where retracts is not null',
  },
  onConflict: 'leave',
});
export type ArrivalLineRow = RowOf<typeof ARRIVAL_LINE>;
