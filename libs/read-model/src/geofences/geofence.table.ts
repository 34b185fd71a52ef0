import type { FenceTerms } from '@waybill/events';
import { instant, int, json, kept, nullable, text } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** A fence as its stream says up to a revision. */
export const GEOFENCE = defineTable({
  name: 'geofence',
  columns: {
    geofenceId: text(),
    revision: int(),
    /** Of the version that was drawn last. */
    name: text(),
  },
  key: ['geofenceId'],
  about: 'geofence_id',
  indexes: { geofence_name: '(name, geofence_id)' },
});
export type GeofenceRow = RowOf<typeof GEOFENCE>;

/** One version of a fence. A redrawing writes its own and the end of the one before, however many there were. */
export const GEOFENCE_VERSION = defineTable({
  name: 'geofence_version',
  columns: {
    geofenceId: text(),
    /** Of the event that drew it, in the fence's stream. */
    revision: int(),
    effectiveFrom: instant(),
    /** null while no later decision ends it. */
    effectiveUntil: nullable(instant()),
    /** Left as it was drawn where only the end changes. */
    terms: kept(json<FenceTerms>()),
  },
  key: ['geofenceId', 'revision'],
  about: 'geofence_id',
});
export type GeofenceVersionRow = RowOf<typeof GEOFENCE_VERSION>;
/** When a version is in effect. */
export type GeofenceIntervalRow = Omit<GeofenceVersionRow, 'terms'>;

/** Tables of the geofences read model: each fence, and each of its versions as decided. */
export const GEOFENCE_TABLES = [GEOFENCE, GEOFENCE_VERSION] as const;
