import { float, instant, int, nullable, position, revision, text, uuid } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** What changes with every report of a shipment: a short row, with room to be rewritten where it stands. */
export const LIVE = defineTable({
  name: 'live',
  columns: {
    shipmentId: text(),
    revision: revision(),
    updatedAt: instant(),
    /** Position of the last event that the row contains: what has changed since a position is found by it. */
    changed: position(),
    /** Rows of the shipment in `retraction`. */
    retractions: int(),
    terminalAt: nullable(instant()),
    /** State of the scan of fixes, as JSON text. */
    scan: text(),
    latitude: nullable(float()),
    longitude: nullable(float()),
    time: nullable(instant()),
    speedKmh: nullable(float()),
    headingDegrees: nullable(float()),
    accuracyMetres: nullable(float()),
    source: nullable(text()),
    eventId: nullable(uuid()),
    /** `liveLocation` of the customer's page, as JSON text; null when it shows none. */
    customerLive: nullable(text()),
  },
  key: ['shipmentId'],
  about: 'shipment_id',
  indexes: { live_updated: '(updated_at, shipment_id)', live_changed: '(changed)', live_place: '(latitude, longitude)' },
  storage: 'fillfactor = 70',
});
export type LiveRow = RowOf<typeof LIVE>;

/** Every fix of a shipment, with what the scan of its track says of it. */
export const POSITION = defineTable({
  name: 'position',
  columns: {
    shipmentId: text(),
    time: instant(),
    eventId: uuid(),
    recordedTime: instant(),
    latitude: float(),
    longitude: float(),
    speedKmh: nullable(float()),
    headingDegrees: nullable(float()),
    altitudeMetres: nullable(float()),
    accuracyMetres: nullable(float()),
    source: text(),
    id: text(),
    /** A mark of the plausibility scan, or `retracted`. */
    mark: text(),
  },
  key: ['shipmentId', 'time', 'eventId'],
  about: 'shipment_id',
  onConflict: { mark: 'excluded.mark' },
  overwriteWhen: 't.mark <> excluded.mark',
});
export type PositionRow = RowOf<typeof POSITION>;
