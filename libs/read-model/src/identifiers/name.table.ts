import { boolean, instant, nullable, revision, text } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** A name's own text, as its stream has it. */
const NAME_KEY = `scheme || ':' || value`;

/** A name of which something was decided. */
export const NAME = defineTable({
  name: 'name',
  columns: {
    scheme: text(),
    value: text(),
    /** By which it is found when it is written otherwise. */
    valueKey: text(),
    /** Of the name's stream, up to which its decisions are folded. */
    revision: revision(),
  },
  key: ['scheme', 'value'],
  about: NAME_KEY,
  indexes: { name_by_key: '(scheme, value_key)' },
});
export type NameRow = RowOf<typeof NAME>;

/** A shipment's hold on a name. */
export const HOLDING = defineTable({
  name: 'holding',
  columns: {
    scheme: text(),
    value: text(),
    /** Of the assignment, in the name's stream. */
    revision: revision(),
    shipmentId: text(),
    commandId: text(),
    fromTime: nullable(instant()),
    untilTime: nullable(instant()),
  },
  key: ['scheme', 'value', 'revision'],
  about: NAME_KEY,
  indexes: { holding_shipment: '(scheme, value, shipment_id)' },
});
export type HoldingRow = RowOf<typeof HOLDING>;

/** A shipment that was loaded on a unit; the shipment itself says from when to when it was aboard. */
export const PASSENGER = defineTable({
  name: 'passenger',
  columns: {
    scheme: text(),
    value: text(),
    shipmentId: text(),
    /** Of its last load, in the unit's stream. */
    revision: revision(),
  },
  key: ['scheme', 'value', 'shipmentId'],
  about: NAME_KEY,
  indexes: { passenger_order: '(scheme, value, revision)' },
  overwriteWhen: 't.revision < excluded.revision',
});
export type PassengerRow = RowOf<typeof PASSENGER>;

/** What loads of a unit onto another one and unloads from it have come to. */
export const LAST_STAY = defineTable({
  name: 'last_stay',
  columns: {
    scheme: text(),
    value: text(),
    onScheme: text(),
    onValue: text(),
    loadedAt: nullable(instant()),
    loadedRevision: nullable(revision()),
    unloadedAt: nullable(instant()),
    /** True while the stay lasts: at most one of a unit on units of one scheme. */
    lasts: boolean(),
  },
  key: ['scheme', 'value', 'onScheme', 'onValue'],
  about: NAME_KEY,
  indexes: {
    last_stay_order: '(scheme, value, on_scheme, loaded_at, loaded_revision) where loaded_at is not null',
    last_stay_on: '(scheme, value) where lasts',
    last_stay_carried: '(on_scheme, on_value, scheme, value) where lasts',
  },
});
export type LastStayRow = RowOf<typeof LAST_STAY>;
