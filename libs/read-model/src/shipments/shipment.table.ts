import type { ShipmentStatus } from '@waybill/events';
import { boolean, instant, json, kept, nullable, text } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';
import type { AboardView, HeldIdentifierView, LastMilestoneView, PlaceView, ShipmentDetail } from './shipment.view';

/** Stands for "no planned arrival" where shipments are sorted by it: behind all others. */
export const NEVER = 9_000_000_000_000_000;

/** What changes with decisions and milestones. What changes with every report is in `LIVE`, so that a ping rewrites a short row only. */
export const SHIPMENT = defineTable({
  name: 'shipment',
  columns: {
    shipmentId: text(),
    /** False while only names were assigned: such shipments are not shown. */
    registered: boolean(),
    reference: nullable(text()),
    carrier: nullable(text()),
    /** Names are found by their keys. */
    carrierKey: nullable(text()),
    mode: nullable(text()),
    consignmentId: nullable(text()),
    labels: kept(json<readonly string[]>()),
    labelKeys: kept(json<readonly string[]>()),
    origin: kept(json<PlaceView>()),
    destination: kept(json<PlaceView>()),
    route: kept(json<ShipmentDetail['route']>()),
    stops: kept(json<ShipmentDetail['stops']>()),
    rules: kept(json<ShipmentDetail['rules']>()),
    plannedDeparture: nullable(instant()),
    plannedArrival: nullable(instant()),
    status: text<ShipmentStatus>(),
    phase: text(),
    lastMilestone: nullable(json<LastMilestoneView>()),
    deliveredAt: nullable(instant()),
    terminalAt: nullable(instant()),
    identifiers: kept(json<readonly HeldIdentifierView[]>()),
    aboard: kept(json<readonly AboardView[]>()),
    /** Body of the customer's page, its `liveLocation` null and without milestones. */
    page: text(),
    /** What the fold of decisions goes on from. */
    facts: kept(json<unknown>()),
    /** What the fold of milestones goes on from. */
    journey: json<unknown>(),
  },
  key: ['shipmentId'],
  about: 'shipment_id',
  indexes: {
    shipment_status: '(status)',
    shipment_carrier: '(carrier_key)',
    shipment_consignment: '(consignment_id) where consignment_id is not null',
    shipment_delivered: '(delivered_at) where delivered_at is not null',
    shipment_planned_arrival: `(coalesce(planned_arrival, ${NEVER}), shipment_id)`,
  },
});
export type ShipmentRow = RowOf<typeof SHIPMENT>;

/** Everything under which a shipment is found, by its key (`nameKey`). Keys sort by code point, so an index finds beginnings. */
export const SEARCH_NAME = defineTable({
  name: 'search_name',
  columns: { shipmentId: text(), nameKey: text() },
  key: ['shipmentId', 'nameKey'],
  about: 'shipment_id',
  indexes: { search_name_begins: '(name_key, shipment_id)' },
  onConflict: 'leave',
});
export type SearchNameRow = RowOf<typeof SEARCH_NAME>;

/** Places that a shipment is found by, by the keys of their names; an empty key where a place has no name. */
export const SEARCH_PLACE = defineTable({
  name: 'search_place',
  columns: { shipmentId: text(), place: text<'origin' | 'destination' | 'last'>(), placeKey: text() },
  key: ['shipmentId', 'place'],
  about: 'shipment_id',
  indexes: { search_place_begins: '(place_key, shipment_id)' },
  overwriteWhen: 't.place_key <> excluded.place_key',
});
export type SearchPlaceRow = RowOf<typeof SEARCH_PLACE>;

/** A link to the customer's page of a shipment. */
export const TRACKING_LINK = defineTable({
  name: 'tracking_link',
  columns: { linkId: text(), shipmentId: text(), revoked: boolean() },
  key: ['linkId'],
  about: 'shipment_id',
  onConflict: { revoked: 't.revoked or excluded.revoked' },
});
export type TrackingLinkRow = RowOf<typeof TRACKING_LINK>;
