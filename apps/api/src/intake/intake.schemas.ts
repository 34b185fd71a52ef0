import type { View } from '@waybill/read-model';
import { z } from 'zod';
import { problemDetails } from '../http/problem.schema';

/** What became of one event of a request. */
const eventAnswer = z
  .object({
    source: z.string().nullable().describe('as far as it could be read'),
    id: z.string().nullable(),
    outcome: z.enum(['appended', 'duplicate', 'parked', 'rejected']),
    shipmentIds: z.array(z.string()).max(200),
    shipmentIdsTruncated: z.literal(true).optional(),
    problem: problemDetails.optional().describe('of rejected events'),
  })
  .meta({ id: 'EventAnswer' });
export type EventAnswer = View<typeof eventAnswer>;

export const intakeAnswer = z
  .object({
    position: z.string().nullable().describe('wait for it with minPosition to read what was taken in; null when nothing is named'),
    accepted: z.int(),
    duplicates: z.int(),
    parked: z.int(),
    rejected: z.int(),
    events: z.array(eventAnswer).describe('in the order they were sent'),
  })
  .meta({ id: 'IntakeAnswer' });
export type IntakeAnswer = View<typeof intakeAnswer>;

/** The problem `nothing-accepted`, which is a whole answer besides. */
export const nothingAccepted = problemDetails.extend(intakeAnswer.shape).meta({ id: 'NothingAccepted' });
