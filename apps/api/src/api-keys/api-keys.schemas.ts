import { emptyOrText, ROLES, text, whenAccepted } from '@waybill/events';
import { z } from 'zod';

const sourcePrefix = emptyOrText(2_000)
  .regex(/^[\x21-\x7e]{1,2000}$/, 'must be the beginning of a source, or a whole one')
  .describe('a beginning that ends in / : or #, or one whole source');

/** Integrations report for some sources; the other roles are not bound to any. */
export const createApiKey = z
  .strictObject({ name: text(200), role: z.enum(ROLES), sourcePrefix: sourcePrefix.optional() })
  .superRefine(
    ({ role, sourcePrefix: prefix }, context) => {
      const isIntegration = role === 'integration';
      if (isIntegration === (prefix !== undefined)) return;
      const message = isIntegration ? 'is required for the role integration' : 'belongs to the role integration only';
      context.addIssue({ code: 'custom', path: ['sourcePrefix'], message });
    },
    whenAccepted('role', 'sourcePrefix'),
  )
  .meta({ id: 'CreateApiKey' });

export const createdApiKey = z
  .object({ id: z.string(), key: z.string().describe('shown this once'), position: z.string() })
  .meta({ id: 'CreatedApiKey' });

export const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    sourcePrefix: z.string().nullable(),
    createdAt: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' });
