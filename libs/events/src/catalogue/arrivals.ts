import { z } from 'zod';
import { count, emptyOrText, instant, latitude, list, longitude, text } from './bounds';
import { type CatalogueEntry, entry } from './entry';

const eventId = text(64);
const atSite = { siteId: text(64), name: text(200).describe('of the site') };

const destinationBound = z.strictObject({
  siteId: text(64).optional().describe('absent: it belongs to no site any more'),
  by: z.enum(['plan', 'place']).optional().describe('plan: its plan names the site; place: it lies within the site'),
});

const announcement = count.describe('counts the announcements of one shipment');

const arrivingSoon = z.strictObject({
  ...atSite,
  announcement,
  p10: instant,
  p50: instant,
  p90: instant,
  cause: eventId.describe('stored id of the prediction that this goes by'),
});

/** Why a shipment that was announced is not to be waited for. */
export const WITHDRAWAL_REASONS = ['later', 'not-coming', 'other-site'] as const;

const arrivalWithdrawn = z.strictObject({
  ...atSite,
  announcement,
  reason: z
    .enum(WITHDRAWAL_REASONS)
    .describe(
      'later: well beyond the lead time again; not-coming: it has ended elsewhere, or goes back; other-site: it is bound to another site',
    ),
  p50: instant.optional().describe('when it is expected now'),
});

const passage = {
  ...atSite,
  by: z.enum(['position', 'milestone']).describe('whether positions showed it, or a carrier said so'),
  eventIds: list(eventId, 10).describe('stored ids of the facts that showed it'),
  latitude: latitude.optional(),
  longitude: longitude.optional(),
};

const arrivedAtSite = z.strictObject(passage);
const leftSite = z.strictObject(passage);
const siteVisitRetracted = z.strictObject({
  eventId: eventId.describe('the event that told of the arrival or the departure'),
  reason: emptyOrText(500),
});

const cause = '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1';
const munich = { siteId: 'MUC-1', name: 'Munich depot' };
const window = { p10: '2026-03-02T13:40:00Z', p50: '2026-03-02T14:05:00Z', p90: '2026-03-02T14:50:00Z' };
const seen = { ...munich, by: 'position' as const, eventIds: [cause], latitude: 48.1377, longitude: 11.5761 };

/** How shipments come to sites. */
export const ARRIVAL_EVENTS = {
  'dev.waybill.destination-bound.v1': entry(
    'derivation',
    'The destination of a shipment belongs to a site, or to none any more: what lies within the site is where it is to arrive.',
    destinationBound,
    { siteId: munich.siteId, by: 'place' },
  ),
  'dev.waybill.arriving-soon.v1': entry(
    'derivation',
    "A shipment will reach its site within the site's lead time. Once for each approach.",
    arrivingSoon,
    { ...munich, announcement: 1, ...window, cause },
  ),
  'dev.waybill.arrival-withdrawn.v1': entry(
    'derivation',
    'A shipment that was to arrive soon will not, for the time being.',
    arrivalWithdrawn,
    { ...munich, announcement: 1, reason: 'later', p50: '2026-03-02T17:20:00Z' },
  ),
  'dev.waybill.arrived-at-site.v1': entry('derivation', 'A shipment came to its site.', arrivedAtSite, seen),
  'dev.waybill.left-site.v1': entry('derivation', 'A shipment left its site.', leftSite, seen),
  'dev.waybill.site-visit-retracted.v1': entry(
    'derivation',
    'Facts that came late or were corrected show that the shipment did not come to the site, or leave it, as was told.',
    siteVisitRetracted,
    { eventId: cause, reason: 'late or corrected facts show another way' },
  ),
} as const satisfies Record<string, CatalogueEntry>;
