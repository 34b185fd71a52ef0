import type { Milestone, ShipmentStatus } from '@waybill/events';
import { boolean, instant, int, json, nullable, text, uuid } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';
import type { LastMilestoneView } from './shipment.view';

/**
 * A milestone that counts for the journey of its shipment, with what all milestones up to it come to: a late one has only those behind it
 * derived again that then come to something else.
 */
export const MILESTONE = defineTable({
  name: 'milestone',
  columns: {
    shipmentId: text(),
    eventId: uuid(),
    time: instant(),
    /** Order within one instant; among equal ones, the origin decides. */
    place: int(),
    source: text(),
    id: text(),
    milestone: text<Milestone>(),
    location: nullable(json<NonNullable<LastMilestoneView['location']>>()),
    /** The milestone as the customer's page shows it, as JSON text. */
    line: text(),
    retracted: boolean(),
    status: text<ShipmentStatus>(),
    since: nullable(instant()),
    /** Event id of the last milestone up to here that the status does not contradict. */
    last: nullable(uuid()),
  },
  key: ['shipmentId', 'eventId'],
  about: 'shipment_id',
  indexes: { milestone_order: '(shipment_id, time, place)' },
  onConflict: { retracted: 'excluded.retracted', status: 'excluded.status', since: 'excluded.since', last: 'excluded.last' },
});
export type MilestoneRow = RowOf<typeof MILESTONE>;
