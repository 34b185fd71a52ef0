import { z } from 'zod';

const time = z.string();
const unit = { scheme: z.string(), value: z.string() };

export const unitAnswer = z
  .object({
    ...unit,
    checkDigitWrong: z.boolean(),
    holders: z
      .array(
        z.object({
          shipmentId: z.string(),
          how: z.enum(['assigned', 'loaded']),
          from: time.nullable(),
          until: time.nullable(),
          status: z.string().nullable(),
          present: z.boolean().describe('it is there now'),
        }),
      )
      .describe('a page of those who hold the name or were aboard, from the one that came last'),
    nextCursor: z.string().nullable().describe('leads to the holders before these'),
    on: z
      .object({ ...unit, from: time })
      .nullable()
      .describe('the unit that this one is on'),
    carries: z.array(z.object({ ...unit, from: time })).describe('the first 200 of the units on it'),
    carriesCount: z.number().int().describe('how many units are on it'),
    lastReport: z
      .object({ eventId: z.string(), type: z.string(), time, recordedTime: time, source: z.string(), data: z.unknown() })
      .nullable(),
    asOfPosition: z.string(),
  })
  .meta({ id: 'Unit' });
