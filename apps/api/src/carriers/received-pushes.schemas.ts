import type { View } from '@waybill/read-model';
import { z } from 'zod';

export const receivedPush = z
  .object({
    id: z.string().describe('of the push; its facts have it in rawref'),
    receivedAt: z.string(),
    day: z.string().describe('yyyymmdd of the raw stream that has it'),
    bytes: z.int(),
    mappingVersion: z.int().describe('of the status map that it was read with'),
    repeated: z.boolean().describe('the very same push came before on that day'),
    accepted: z.int(),
    duplicates: z.int(),
    parked: z.int(),
    rejected: z.int(),
    corrected: z.int(),
    missing: z.int(),
    ignored: z.array(z.string()),
    scans: z
      .array(
        z.object({
          pointer: z.string(),
          outcome: z.enum(['appended', 'duplicate', 'parked', 'rejected']),
          id: z.string().nullable(),
          shipmentIds: z.array(z.string()),
          reason: z.string().nullable().describe('why it was rejected'),
          detail: z.string().nullable(),
        }),
      )
      .describe('at most 200, rejected ones first'),
  })
  .meta({ id: 'ReceivedPush' });
export type ReceivedPush = View<typeof receivedPush>;
export const receivedPushes = z.object({ items: z.array(receivedPush) });

export const unmappedCode = z
  .object({
    format: z.string(),
    rawCode: z.string(),
    mappingVersion: z.int().describe('of the status map that does not have it'),
    note: z.string().nullable().describe("the sender's own words"),
    firstSeenAt: z.string(),
    sourceId: z.string(),
    delivery: z.string().describe('the push that had it first'),
    pointer: z.string(),
  })
  .meta({ id: 'UnmappedCode' });
export type UnmappedCode = View<typeof unmappedCode>;
export const unmappedCodes = z.object({ items: z.array(unmappedCode) });
