import { emptyOrText, instant } from '@waybill/events';
import type { View } from '@waybill/read-model';
import { z } from 'zod';

const saidFact = z.object({ type: z.string(), time: z.string().describe('event time'), data: z.record(z.string(), z.unknown()) });
export type SaidFact = View<typeof saidFact>;

const scanChange = z
  .object({
    scanId: z.string(),
    push: z.string().describe('the delivery that says so'),
    pointer: z.string().nullable().describe('where in the push it stands'),
    shipmentIds: z.array(z.string()),
    before: saidFact.nullable().describe('what counts now; null when nothing does'),
    after: saidFact.nullable().describe('what counts by the present status map; null when nothing does'),
  })
  .meta({ id: 'ScanChange' });
export type ScanChange = View<typeof scanChange>;

export const renormalize = z
  .strictObject({
    since: instant.optional().describe('pushes from before are left as they are; all are read when absent'),
    apply: z.boolean().optional().describe('true writes the differences; else they are only told'),
    cursor: emptyOrText(200).optional().describe('nextCursor of the answer before'),
  })
  .meta({ id: 'Renormalize' });
export type RenormalizeBody = z.output<typeof renormalize>;

export const renormalization = z
  .object({
    mappingVersion: z.int().describe('of the status map of today'),
    pushes: z.int().describe('that were looked at; those read by this status map already are passed over'),
    changes: z.array(scanChange),
    readBackTo: z.string().nullable().describe('when the last of them was received; the newest is looked at first'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Renormalization' });
export type RenormalizationAnswer = View<typeof renormalization>;
