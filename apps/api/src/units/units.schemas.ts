import { z } from 'zod';

const time = z.string();
const unit = { scheme: z.string(), value: z.string() };

export const unitAnswer = z
  .object({
    ...unit,
    checkDigitWrong: z.boolean(),
    holders: z.array(
      z.object({
        shipmentId: z.string(),
        how: z.enum(['assigned', 'loaded']),
        from: time.nullable(),
        until: time.nullable(),
        status: z.string().nullable(),
        present: z.boolean().describe('it is there now'),
      }),
    ),
    on: z
      .object({ ...unit, from: time })
      .nullable()
      .describe('the unit that this one is on'),
    carries: z.array(z.object({ ...unit, from: time })).describe('the units on it'),
    lastReport: z
      .object({ eventId: z.string(), type: z.string(), time, recordedTime: time, source: z.string(), data: z.unknown() })
      .nullable(),
    asOfPosition: z.string(),
  })
  .meta({ id: 'Unit' });
