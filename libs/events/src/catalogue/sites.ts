import { z } from 'zod';
import { duration, emptyOrText, latitude, longitude, text } from './bounds';
import { type CatalogueEntry, entry } from './entry';
import { areaGeometry, fenceSchedule, radiusMetres } from './geofences';

/** What a caller may name a site by. */
export const siteId = emptyOrText(64).regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  'must be 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit',
);

/** What a site is: a place where shipments arrive, and from when on it wants to hear of them. */
export const siteTerms = z.strictObject({
  name: text(200),
  latitude,
  longitude,
  radiusMetres: radiusMetres.optional().describe('metres around the place that belong to the site; this or a geometry'),
  geometry: areaGeometry.optional().describe('what belongs to the site, where that is no circle'),
  leadTime: duration.describe('how long before an arrival the site is told of it'),
  openingHours: fenceSchedule.optional().describe('always open when absent'),
});
export type SiteTerms = z.infer<typeof siteTerms>;

/** As the log has it. */
const siteDrawn = siteTerms.extend({ siteId: text(64) });
const siteRetired = z.strictObject({ siteId: text(64) });

const dock = {
  siteId: 'MUC-1',
  name: 'Munich depot',
  latitude: 48.1372,
  longitude: 11.5756,
  radiusMetres: 400,
  leadTime: 'PT1H',
};

/** What happens to sites. */
export const SITE_EVENTS = {
  'dev.waybill.site-registered.v1': entry('decision', 'There is a site at which shipments arrive.', siteDrawn, dock),
  'dev.waybill.site-changed.v1': entry('decision', 'From now on a site is another one: its area, its lead time, its hours.', siteDrawn, {
    ...dock,
    openingHours: { timeZone: 'Europe/Berlin', hours: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '06:00', to: '22:00' }] },
  }),
  'dev.waybill.site-retired.v1': entry('decision', 'A site is no more.', siteRetired, { siteId: dock.siteId }),
} as const satisfies Record<string, CatalogueEntry>;
