import { z } from 'zod';
import { time, type View } from '../view';

/** How far one partition of one processor is. */
export const processorPartition = z.object({
  processor: z.string(),
  kind: z.enum(['projection', 'reactor']),
  version: z.int().describe('number of the build'),
  live: z.boolean().describe('reads, or effects, come from this build'),
  partition: z.int(),
  position: z.string().nullable().describe('commit position of the last event that it has passed; null before the first'),
  emittedPosition: z.string().nullable().describe('position of the last event that a reactor appended'),
  lastEventTime: time.nullable().describe('recorded time of the last event passed'),
  state: z.enum(['running', 'retrying', 'halted', 'unowned']).describe('halted: it refuses to go on; unowned: no process runs it'),
  note: z.string().nullable(),
  owner: z.string().nullable(),
  deadLetters: z.int().describe('events set aside because one of their key failed three times'),
  digest: z.string().nullable().describe('of its rows, from the last comparison with a rebuilt read model'),
  digestPosition: z.string().nullable().describe('where the digest was taken'),
  updatedAt: time,
});
export type ProcessorPartition = View<typeof processorPartition>;

/** A process that runs processors, with its own metrics (prom-client JSON, for `AggregatorRegistry.aggregate`). */
export interface ProjectorProcess {
  readonly owner: string;
  readonly seenAt: string;
  readonly metrics: readonly unknown[];
}
