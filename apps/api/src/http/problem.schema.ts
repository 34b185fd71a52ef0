import { keysOf } from '@waybill/events';
import type { View } from '@waybill/read-model';
import { z } from 'zod';
import { PROBLEMS, problemType } from './problem-table';

const fault = z
  .object({
    pointer: z.string().optional().describe('JSON pointer into the body'),
    parameter: z.string().optional().describe('query, path or header value'),
    detail: z.string(),
  })
  .meta({ id: 'Fault' });

const types = keysOf(PROBLEMS).map(problemType);

/** RFC 9457 problem details; `type` comes from a closed table. */
export const problemDetails = z
  .object({
    type: z.enum(types),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what to do next'),
    instance: z.string().optional(),
    errors: z.array(fault).max(20).optional().describe('everything that is wrong, at once, as far as it fits'),
    furtherErrors: z.int().optional().describe('how many more there are than errors lists'),
    traceId: z.string().optional().describe('of internal errors only'),
    stream: z.string().optional().describe('of stream-unreadable: where the event stands that cannot be read'),
    revision: z.int().optional().describe('of stream-unreadable: its place there'),
    reason: z.string().optional().describe('of a push: why a part of it, or its sender, was refused'),
    failing: z.string().nullable().optional().describe('of a conflict over dead letters: the event that stops the key'),
  })
  .meta({ id: 'Problem' });
export type ProblemDetails = View<typeof problemDetails>;
