import { FORMAT_NAMES } from '@waybill/carriers';
import { emptyOrText, isTimeZone, list, MAX_SECRETS, parsedText, text } from '@waybill/events';
import { z } from 'zod';

const defaultTimeZone = parsedText(64, (given) =>
  isTimeZone(given) ? undefined : 'must be an IANA time zone such as Europe/Berlin',
).describe('the clock on which local times are, where their place does not say');
const scope = emptyOrText(64)
  .regex(/^[^/\s]{1,64}$/, 'must be 1 to 64 characters without white space or slash')
  .describe('carrier under whose name its tracking numbers stand, whatever the sender calls it');
const secret = emptyOrText(500).regex(/^[\x20-\x7e\u00a0-\u024f]{8,500}$/, 'must be 8 to 500 characters without controls');
const secrets = list(secret, MAX_SECRETS).min(1).describe('what the sender signs with, or repeats; sealed at once and never shown');

export const createSource = z
  .strictObject({
    format: z.enum(FORMAT_NAMES),
    name: text(200),
    secrets: secrets.optional(),
    defaultTimeZone: defaultTimeZone.optional(),
    scope: scope.optional(),
  })
  .meta({ id: 'CreateSource' });
export type NewSource = z.infer<typeof createSource>;

export const changeSource = z
  .strictObject({ name: text(200), secrets: secrets.optional(), defaultTimeZone: defaultTimeZone.optional(), scope: scope.optional() })
  .meta({ id: 'ChangeSource' });
export type ChangedSource = z.infer<typeof changeSource>;

export const createdSource = z
  .object({
    id: z.string(),
    webhookUrl: z.string().describe('what the sender is to be given; who knows it may push where the format has no signature'),
    secret: z.string().optional().describe('made here, since none was given and this format needs one; shown this once'),
    curl: z.string().describe('a push to try it with, signed'),
    position: z.string(),
  })
  .meta({ id: 'CreatedSource' });
export type CreatedSource = z.infer<typeof createdSource>;

export const source = z
  .object({
    id: z.string(),
    format: z.enum(FORMAT_NAMES),
    name: z.string(),
    webhookUrl: z.string(),
    reportsAs: z.string().describe('source of the facts that its pushes become'),
    defaultTimeZone: z.string().nullable(),
    scope: z.string().nullable(),
    secrets: z.int().describe('how many count now'),
    formerSecretsUntil: z.string().nullable().describe('until then those before the last rotation count as well'),
    createdAt: z.string(),
    retired: z.boolean(),
  })
  .meta({ id: 'Source' });

export const sourceDetail = source
  .extend({
    curl: z
      .string()
      .nullable()
      .describe('a push to try it with, signed; a secret that stands in a header is `$SECRET`; null when it is closed'),
  })
  .meta({ id: 'SourceDetail' });
export type SourceDetail = z.infer<typeof sourceDetail>;
export type SourceView = z.infer<typeof source>;
