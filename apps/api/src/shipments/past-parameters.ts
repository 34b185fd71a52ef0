import { emptyOrText, type Instant, instant, isWithinTimes, parseInstant } from '@waybill/events';
import { z } from 'zod';
import { freshness } from '../reading/freshness';

/** Up to where the log counts: a position, or what was appended by a time. */
export type KnownAt = { readonly position: bigint } | { readonly time: Instant };

const MAX_POSITION = 2n ** 63n - 1n;

const knownAt = emptyOrText(64)
  .transform((given, context): KnownAt => {
    if (/^\d{1,19}$/.test(given) && BigInt(given) <= MAX_POSITION) return { position: BigInt(given) };
    const time = parseInstant(given);
    if (time !== undefined && isWithinTimes(time)) return { time };
    context.addIssue({ code: 'custom', message: 'must be a position from an answer, or an RFC 3339 date-time with an offset' });
    return z.NEVER;
  })
  .describe('as far as was known then: a position of the log, or a time; everything when absent');

/** Query parameters of one shipment. With either of the two times it is answered from the event store. */
export const shipmentQuery = z.strictObject({
  ...freshness,
  asOf: instant.optional().describe('where it was at this time (event time); now when absent or in the future'),
  knownAt: knownAt.optional(),
});
export type ShipmentQuery = z.infer<typeof shipmentQuery>;
