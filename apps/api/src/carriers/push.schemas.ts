import type { View } from '@waybill/read-model';
import { z } from 'zod';
import { problemDetails } from '../http/problem.schema';
import { counts, fate } from '../intake/intake.schemas';

export const scanAnswer = z
  .object({
    source: z.string().nullable(),
    id: z.string().nullable().describe("the fact's id; null when none was made"),
    pointer: z.string().describe('where in the push it stands: a JSON pointer, or the number of a segment'),
    ...fate,
  })
  .meta({ id: 'ScanAnswer' });
export type ScanAnswer = View<typeof scanAnswer>;

export const pushAnswer = z
  .object({
    ...counts,
    corrected: z.int().describe('facts that no longer count, since their sender told them otherwise or took them back'),
    missing: z.int().describe("scans that the sender's whole history no longer has; they are marked and count on"),
    ignored: z.array(z.string()).describe('parts that were understood and say nothing about where a shipment is'),
    unmapped: z.int().describe('scans with a code that the status map does not have'),
    events: z.array(scanAnswer).describe('one for each scan, as its sender ordered them; what was rejected comes last'),
  })
  .meta({ id: 'PushAnswer' });
export type PushAnswer = View<typeof pushAnswer>;

/** To senders that expect 200; a device expects a list, which has nothing for it. */
export const expectedAnswer = z.union([pushAnswer, z.array(z.string()).max(0)]);

/** The problem `nothing-accepted`, which is a whole answer besides. */
export const nothingOfPushAccepted = problemDetails.extend(pushAnswer.shape).meta({ id: 'NothingOfPushAccepted' });
