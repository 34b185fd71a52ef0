import { text } from '@waybill/events';
import { z } from 'zod';
import { time, type View } from '../view';

export const processorKey = text().describe('what the processor keeps in order, for example a shipment id');

/** An event or a deadline that one processor set aside: it failed three times, or waits behind one of the same key that did. */
export const deadLetter = z
  .object({
    processor: z.string(),
    version: z.int(),
    partition: z.int(),
    key: processorKey,
    position: z.string(),
    eventId: z.string(),
    stream: z.string().nullable().describe('null for a deadline, which is in no stream'),
    type: z.string().describe('of the event, or "deadline": a time at which the processor had to look at the key again'),
    error: z.string().nullable().describe('null when it only waits behind one that failed'),
    setAsideAt: time,
    retries: z.int().describe('how often it failed again when it was retried'),
    retriedAt: time.nullable(),
    request: z.enum(['retry', 'discard']).nullable().describe('asked for and not carried out yet'),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetterView = View<typeof deadLetter>;
