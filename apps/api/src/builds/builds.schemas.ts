import { instant, whenAccepted } from '@waybill/events';
import { z } from 'zod';

/** Body of `POST /v1/processors/{name}/replay`. */
export const replayBody = z
  .strictObject({
    purpose: z
      .enum(['replay', 'verify'])
      .optional()
      .describe('replay (when absent): switch to the new build; verify: compare it with the live one and drop it'),
    until: instant.optional().describe('build what had been appended by this moment, and keep it beside the live one'),
  })
  .refine(({ purpose, until }) => until === undefined || purpose === undefined, {
    path: ['until'],
    error: 'goes without a purpose: such a build is neither switched to nor compared',
    ...whenAccepted('purpose', 'until'),
  })
  .meta({ id: 'ReplayRequest' });

const difference = z.object({
  table: z.string(),
  key: z.string().describe('for example a shipment id'),
  onlyLive: z.array(z.string()).describe('rows, as JSON text, that only the live build has'),
  onlyRebuilt: z.array(z.string()),
});

const comparison = z.object({
  equal: z.boolean(),
  rows: z.int(),
  differing: z.int().describe('keys whose rows differ'),
  differences: z.array(difference).describe('the first 20 of them'),
  live: z.string().describe('order-independent digest of all rows'),
  rebuilt: z.string(),
  partitions: z.array(z.object({ partition: z.int(), position: z.string(), digest: z.string() })),
  skipped: z.array(z.string()).describe('tables that have other columns now'),
});

export const build = z
  .object({
    processor: z.string(),
    version: z.int(),
    rules: z.int(),
    purpose: z.enum(['replay', 'verify', 'until']),
    state: z.enum(['requested', 'building', 'comparing', 'switching', 'live', 'done', 'failed', 'cancelled', 'retired']),
    note: z.string().nullable(),
    schema: z.string().nullable().describe('of its tables in Postgres'),
    requestedAt: z.string(),
    changedAt: z.string(),
    until: z.string().nullable(),
    untilPosition: z.string().nullable(),
    position: z.string().nullable(),
    head: z.string().nullable().describe('where it goes: the end of the log now, or untilPosition'),
    handledEvents: z.int(),
    comparison: comparison.nullable(),
  })
  .meta({ id: 'Build' });
