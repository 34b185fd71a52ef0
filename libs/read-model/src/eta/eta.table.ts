import type { EtaEnding, EtaReason } from '@waybill/events';
import { boolean, float, instant, int, json, nullable, position, revision, text, uuid } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** What each way of saying it without learning gives, milliseconds since the Unix epoch. */
export type BaselineInstants = Readonly<Record<string, number>>;

/** When each shipment is expected, as it was said last, and what that is judged by. */
export const EXPECTED = defineTable({
  name: 'expected',
  columns: {
    shipmentId: text(),
    /** Last event of the stream of predictions that the row contains; -1 without one. */
    revision: revision(),
    mode: nullable(text()),
    carrier: nullable(text()),
    lane: nullable(text()),
    /** IANA name of the destination's time zone. */
    timeZone: nullable(text()),
    /** null while nothing is expected. */
    p10: nullable(instant()),
    p50: nullable(instant()),
    p90: nullable(instant()),
    basis: nullable(text()),
    reasons: nullable(json<readonly EtaReason[]>()),
    modelVersion: nullable(text()),
    calculatedAt: nullable(instant()),
    /** Why nothing is expected any more. */
    ending: nullable(text<EtaEnding>()),
    arrivedAt: nullable(instant()),
    /** `arrivalWindow` of the customer's page, as JSON text: `null` in it when there is none; null when the plan's stands. */
    customerWindow: nullable(text()),
    /** Position of the last event that the row contains. */
    changed: position(),
  },
  key: ['shipmentId'],
  about: 'shipment_id',
  indexes: {
    expected_p50: '(p50, shipment_id) where p50 is not null',
    expected_changed: '(changed)',
    expected_arrived: '(arrived_at, shipment_id) where arrived_at is not null',
  },
  storage: 'fillfactor = 80',
});
export type ExpectedRow = RowOf<typeof EXPECTED>;

/** Everything that was said of when a shipment will arrive, as it was believed then. */
export const PREDICTION = defineTable({
  name: 'prediction',
  columns: {
    shipmentId: text(),
    revision: revision(),
    eventId: uuid(),
    calculatedAt: instant(),
    p10: nullable(instant()),
    p50: nullable(instant()),
    p90: nullable(instant()),
    previous: nullable(instant()),
    basis: nullable(text()),
    baselines: nullable(json<BaselineInstants>()),
    reasons: nullable(json<readonly EtaReason[]>()),
    modelVersion: nullable(text()),
    hoursOut: nullable(float()),
    ending: nullable(text<EtaEnding>()),
    arrivedAt: nullable(instant()),
    cause: text(),
    late: boolean(),
  },
  key: ['shipmentId', 'revision'],
  about: 'shipment_id',
  onConflict: 'leave',
});
export type PredictionRow = RowOf<typeof PREDICTION>;

/** Models that were trained on this log, and when each was promoted. */
export const ETA_MODEL = defineTable({
  name: 'eta_model',
  columns: {
    version: text(),
    digest: text(),
    seed: nullable(int()),
    trips: nullable(int()),
    meanErrorMinutes: nullable(float()),
    coverage: nullable(float()),
    trainedAt: nullable(instant()),
    /** The last time; null while it never was. */
    promotedAt: nullable(instant()),
    /** Position of that promotion: the greatest is the live one. */
    promoted: nullable(position()),
  },
  key: ['version'],
  about: 'version',
  onConflict: {
    seed: 'coalesce(excluded.seed, t.seed)',
    trips: 'coalesce(excluded.trips, t.trips)',
    meanErrorMinutes: 'coalesce(excluded.mean_error_minutes, t.mean_error_minutes)',
    coverage: 'coalesce(excluded.coverage, t.coverage)',
    trainedAt: 'coalesce(excluded.trained_at, t.trained_at)',
    promotedAt: 'case when excluded.promoted > coalesce(t.promoted, -1) then excluded.promoted_at else t.promoted_at end',
    promoted: 'greatest(excluded.promoted, t.promoted)',
  },
});
export type EtaModelRow = RowOf<typeof ETA_MODEL>;

/** What goes with a shipment that is erased. */
export const ABOUT_ETA = [EXPECTED, PREDICTION] as const;

/** Tables of the eta read model. */
export const ETA_TABLES = [...ABOUT_ETA, ETA_MODEL] as const;
