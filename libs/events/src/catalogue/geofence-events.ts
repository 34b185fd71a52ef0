import { type CatalogueEntry, entry } from './entry';
import { geofenceDrawn, geofenceRetired } from './geofences';

const yard = {
  geofenceId: 'c0a8012e-7a52-5c35-9c0e-5b1f4c6ad001',
  name: 'Yard Altenwerder',
  geometry: { type: 'Circle' as const, centre: { latitude: 53.5045, longitude: 9.9312 }, radiusMetres: 400 },
};

/** Rows of the catalogue: the fences themselves. */
export const GEOFENCE_EVENTS = {
  'dev.waybill.geofence-defined.v1': entry('decision', 'From the event time on, there is a geofence.', geofenceDrawn, {
    ...yard,
    rule: 'inform',
  }),
  'dev.waybill.geofence-redrawn.v1': entry('decision', 'From the event time on, a geofence is another one.', geofenceDrawn, {
    ...yard,
    rule: 'no-exit',
    appliesTo: { labels: ['high-value'] },
    schedule: { timeZone: 'Europe/Berlin', hours: [{ days: ['SA', 'SU'], from: '00:00', to: '24:00' }] },
  }),
  'dev.waybill.geofence-retired.v1': entry('decision', 'From the event time on, a geofence is no more.', geofenceRetired, {
    geofenceId: yard.geofenceId,
  }),
} as const satisfies Record<string, CatalogueEntry>;
