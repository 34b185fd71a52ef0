import { text } from '@waybill/events';
import { z } from 'zod';
import { paging } from '../reading/pages';

const name = text(100);
const keyText = text().describe('what the processor keeps in order, for example a shipment id');

export const deadLetter = z
  .object({
    processor: z.string(),
    version: z.int(),
    partition: z.int(),
    key: keyText,
    position: z.string(),
    eventId: z.string(),
    stream: z.string().nullable().describe('null for a deadline, which is in no stream'),
    type: z.string().describe('of the event, or "deadline": a time at which the processor had to look at the key again'),
    error: z.string().nullable().describe('null when it only waits behind one that failed'),
    parkedAt: z.string(),
    retries: z.int().describe('how often it failed again when it was retried'),
    retriedAt: z.string().nullable(),
    request: z.enum(['retry', 'discard']).nullable().describe('asked for and not carried out yet'),
  })
  .meta({ id: 'DeadLetter' });

export const deadLetterQuery = z.strictObject({ ...paging, processor: name.optional(), key: keyText.optional() });

export const retryBody = z.strictObject({ processor: name, key: keyText }).meta({ id: 'RetryDeadLetters' });
export const discardBody = z
  .strictObject({
    processor: name,
    key: keyText,
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
