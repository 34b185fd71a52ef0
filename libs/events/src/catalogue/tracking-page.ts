import { z } from 'zod';
import { emptyOrText, list, parsedText, text } from './bounds';

/** Where a shipment is in its journey, as customers know it. */
export const TRACKING_STAGES = ['announced', 'under-way', 'out-for-delivery', 'ended'] as const;
export type TrackingStage = (typeof TRACKING_STAGES)[number];

const stages = list(z.enum(TRACKING_STAGES), TRACKING_STAGES.length);
const colour = emptyOrText(7).regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #16324f');

const isWebAddress = (given: string): boolean => URL.canParse(given) && new URL(given).protocol === 'https:';

/** Whom customers turn to. */
export const supportContact = z.strictObject({
  note: text(300).optional().describe('when somebody answers, for example'),
  email: emptyOrText(200)
    .regex(/^[^\s@<>"'()]+@[^\s@<>"'()]+$/, 'must be an e-mail address')
    .optional(),
  phone: emptyOrText(40)
    .regex(/^\+?[0-9][0-9 ()/.-]{2,38}$/, 'must be a phone number such as +49 40 123456')
    .optional(),
  url: parsedText(500, (given) => (isWebAddress(given) ? undefined : 'must be an address that begins with https://')).optional(),
});

/** What the customers of a deployment see, and how it looks. */
export const trackingPageRule = z.strictObject({
  brand: text(100).optional().describe('the company, as customers know it'),
  logo: text(140_000).optional().describe('a PNG, JPEG or WebP picture of at most 100 kB, Base64'),
  colours: z
    .strictObject({ band: colour, text: colour })
    .optional()
    .describe('of the band at the top and of what is written on it; their contrast must be at least 4.5'),
  support: supportContact.optional(),
  shows: z
    .strictObject({
      map: stages.describe('a coarse position'),
      window: stages.describe('when it is expected'),
      town: stages.describe('where something happened'),
    })
    .describe('at which stages of a journey customers see what'),
});
export type TrackingPageRule = z.infer<typeof trackingPageRule>;

export const trackingPageChanged = trackingPageRule;
