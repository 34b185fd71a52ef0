import type { View } from '@waybill/read-model';
import { z } from 'zod';
import { problemDetails } from '../http/problem.schema';

/** What became of one report of a request. */
export const fate = {
  outcome: z.enum(['appended', 'duplicate', 'parked', 'rejected']),
  shipmentIds: z.array(z.string()).max(200),
  shipmentIdsTruncated: z.literal(true).optional(),
  problem: problemDetails.optional().describe('of what was rejected'),
};

/** What became of all of them. */
export const counts = {
  position: z.string().nullable().describe('wait for it with minPosition to read what was taken in; null when nothing is named'),
  accepted: z.int(),
  duplicates: z.int(),
  parked: z.int(),
  rejected: z.int(),
};

const eventAnswer = z
  .object({
    source: z.string().nullable().describe('as far as it could be read'),
    id: z.string().nullable(),
    ...fate,
  })
  .meta({ id: 'EventAnswer' });
export type EventAnswer = View<typeof eventAnswer>;

export const intakeAnswer = z
  .object({
    ...counts,
    events: z.array(eventAnswer).describe('in the order they were sent'),
  })
  .meta({ id: 'IntakeAnswer' });
export type IntakeAnswer = View<typeof intakeAnswer>;

/** The problem `nothing-accepted`, which is a whole answer besides. */
export const nothingAccepted = problemDetails.extend(intakeAnswer.shape).meta({ id: 'NothingAccepted' });
