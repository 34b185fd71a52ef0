import { text } from '@waybill/events';
import { processorKey } from '@waybill/read-model';
import { z } from 'zod';
import { paging } from '../reading/pages';

const name = text(100);

export const deadLetterQuery = z.strictObject({ ...paging, processor: name.optional(), key: processorKey.optional() });

export const retryBody = z.strictObject({ processor: name, key: processorKey }).meta({ id: 'RetryDeadLetters' });
export const discardBody = z
  .strictObject({
    processor: name,
    key: processorKey,
    eventId: z
      .uuid()
      .max(36)
      .optional()
      .describe('the event to discard; without it the one that fails when this arrives. Name it where a request may be repeated'),
    reason: text(500).optional(),
  })
  .meta({ id: 'DiscardDeadLetter' });

export const deadLetterAnswer = z
  .object({
    state: z
      .enum(['requested', 'discarded'])
      .describe('requested: done within seconds, see GET /v1/dead-letters; discarded: it was before'),
    events: z.int().describe('events of the key that are set aside now'),
  })
  .meta({ id: 'DeadLetterAnswer' });
