import { processorPartition, type View } from '@waybill/read-model';
import { z } from 'zod';

/** How far one partition of one processor is, and how far the log. */
const processorStatus = processorPartition
  .extend({
    head: z.string().nullable(),
    lagEvents: z.int().describe('events of the log that it has not passed; at most 1,000 are counted'),
    lagSeconds: z.number().describe('age of the oldest of them; 0 only at the true head'),
  })
  .meta({ id: 'ProcessorStatus' });
export type ProcessorStatus = View<typeof processorStatus>;

export const processorsAnswer = z.object({ items: z.array(processorStatus), nextCursor: z.null(), asOfPosition: z.string() });
export type ProcessorsAnswer = View<typeof processorsAnswer>;
