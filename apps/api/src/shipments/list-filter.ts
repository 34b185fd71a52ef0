import { EXCEPTION_RULES, emptyOrText, type Instant, instant, SHIPMENT_STATUSES, type ShipmentStatus, text } from '@waybill/events';
import { type BoundingBox, SHIPMENT_SORTS, type ShipmentFilter, TIMELINE_SORTS } from '@waybill/read-model';
import { z } from 'zod';
import { paging, someOf } from '../reading/pages';

/** As JSON and every programming language write it. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function parseBox(given: string): BoundingBox | undefined {
  const numbers = given.split(',').map((part) => (NUMBER.test(part.trim()) ? Number(part) : Number.NaN));
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = numbers;
  const inRange = [west, east].every((degrees) => Math.abs(degrees) <= 180) && [south, north].every((degrees) => Math.abs(degrees) <= 90);
  return numbers.length === 4 && inRange && south <= north ? { west, south, east, north } : undefined;
}

const box = emptyOrText(200).transform((given, context): BoundingBox => {
  const parsed = parseBox(given);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: 'must be west,south,east,north in degrees, south not above north' });
  return z.NEVER;
});

/** Query parameters of the list of shipments. Only these exist: a misspelled filter must not quietly mean "all". */
export const shipmentListQuery = z.strictObject({
  status: someOf<ShipmentStatus>(SHIPMENT_STATUSES).describe('one or more, separated by commas'),
  carrier: text(64).optional(),
  q: text(200)
    .optional()
    .describe(
      'beginning of a shipment id, reference, identifier, tracking number, or of the name of its origin, its destination or the town where it was scanned last, in any case and composition, with or without spaces and dashes',
    ),
  exception: z.enum(EXCEPTION_RULES).optional().describe('type of an open exception'),
  bbox: box.optional().describe('west,south,east,north; west may be greater than east'),
  site: text(64).optional().describe('id of the site that the destination belongs to'),
  etaBefore: instant.optional(),
  etaAfter: instant.optional(),
  late: z
    .enum(['true', 'false'])
    .optional()
    .describe(
      'past its planned arrival and neither there nor at its end, or expected too long after it: what the rule says now, as in the exceptions of type late',
    ),
  updatedSince: instant.optional(),
  sort: z.enum(SHIPMENT_SORTS).optional().describe('- is descending; -updatedAt when absent'),
  ...paging,
});
export type ShipmentListQuery = z.infer<typeof shipmentListQuery>;

/** The filter that the read models understand. */
export function filterOf({ minPosition: _, settled: __, late, ...filter }: ShipmentListQuery): ShipmentFilter {
  return { ...filter, late: late === undefined ? undefined : late === 'true' };
}

export const timelineQuery = z.strictObject({
  sort: z.enum(TIMELINE_SORTS).optional().describe('-time is the newest first; time when absent'),
  ...paging,
});

export const trackQuery = z.strictObject({
  from: instant.optional().describe('event time, inclusive'),
  to: instant.optional().describe('event time, exclusive'),
  ...paging,
});
export type TrackQuery = { readonly from?: Instant; readonly to?: Instant } & z.infer<typeof trackQuery>;
