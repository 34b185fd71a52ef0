import { z } from 'zod';

/** How long a customer's browser may show what it has, in seconds. */
export const MAX_AGE = 15;

const time = z.string();

/** What a customer sees; the read model makes it. */
export const customerPage = z
  .object({
    status: z.string(),
    phase: z.string(),
    milestones: z.array(
      z.object({
        milestone: z.string(),
        time,
        location: z.object({ city: z.string().nullable(), country: z.string().nullable() }).nullable(),
      }),
    ),
    arrivalWindow: z
      .object({
        earliest: time,
        latest: time,
        precision: z.enum(['time', 'day']).optional().describe('day: only the days count; absent when it is the plan, which is exact'),
        timeZone: z.string().nullable().optional().describe('of the destination'),
      })
      .nullable()
      .describe('from p10 to p90, rounded outwards; the plan while nothing is predicted'),
    liveLocation: z.object({ latitude: z.number(), longitude: z.number(), time }).nullable().describe('coarse'),
    deliveredAt: time.nullable(),
  })
  .meta({ id: 'CustomerPage' });
