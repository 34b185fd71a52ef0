import { z } from 'zod';
import { time, type View } from '../view';

/** A difference between the rows of one key in two builds. */
const difference = z.object({
  table: z.string(),
  key: z.string().describe('for example a shipment id'),
  onlyLive: z.array(z.string()).describe('rows, as JSON text, that only the live build has'),
  onlyRebuilt: z.array(z.string()),
});
export type Difference = View<typeof difference>;

/** What came of comparing a build with the live one, both at the same place of the log. */
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
export type Comparison = View<typeof comparison>;

const BUILD_PURPOSES = ['replay', 'verify', 'until'] as const;
export type BuildPurpose = (typeof BUILD_PURPOSES)[number];
const BUILD_STATES = ['requested', 'building', 'comparing', 'switching', 'live', 'done', 'failed', 'cancelled', 'retired'] as const;
export type BuildState = (typeof BUILD_STATES)[number];

/** A build of a processor: the live one, one that is being made beside it, or one that is over. */
export const buildView = z.object({
  processor: z.string(),
  version: z.int().describe('number of the build'),
  definition: z.int().describe("version of the processor's definition that it is made by"),
  purpose: z.enum(BUILD_PURPOSES),
  state: z.enum(BUILD_STATES),
  note: z.string().nullable(),
  schema: z.string().nullable().describe('of its tables in Postgres'),
  requestedAt: time,
  changedAt: time,
  until: time.nullable().describe('the moment that it ends with'),
  untilPosition: z.string().nullable(),
  position: z.string().nullable().describe('what its slowest partition has passed; null before the first event'),
  handledEvents: z.int(),
  comparison: comparison.nullable(),
});
export type BuildView = View<typeof buildView>;
