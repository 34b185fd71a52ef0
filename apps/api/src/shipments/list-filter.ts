import { EXCEPTION_RULES, type Instant, SHIPMENT_STATUSES, type ShipmentStatus } from '@waybill/events';
import { type BoundingBox, SHIPMENT_SORTS, type ShipmentFilter } from '@waybill/read-model';
import { z } from 'zod';
import { instant } from '../commands/values';
import { paging } from '../reading/pages';

const statusNames: readonly string[] = SHIPMENT_STATUSES;

const statuses = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',')))
  .refine((all) => all.every((one) => statusNames.includes(one)), `must be some of ${SHIPMENT_STATUSES.join(', ')}`)
  .transform((all) => all as ShipmentStatus[]);

function parseBox(text: string): BoundingBox | undefined {
  const numbers = text.split(',').map((part) => (/^-?\d{1,3}(\.\d{1,15})?$/.test(part.trim()) ? Number(part) : Number.NaN));
  const [west, south, east, north] = numbers as [number, number, number, number];
  const inRange = [west, east].every((degrees) => Math.abs(degrees) <= 180) && [south, north].every((degrees) => Math.abs(degrees) <= 90);
  return numbers.length === 4 && inRange && south <= north ? { west, south, east, north } : undefined;
}

const box = z.string().transform((text, context): BoundingBox => {
  const parsed = parseBox(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: 'must be west,south,east,north in degrees, south not above north' });
  return z.NEVER;
});

/** Query parameters of the list of shipments. Only these exist: a misspelled filter must not quietly mean "all". */
export const shipmentListQuery = z.strictObject({
  status: statuses.optional().describe('one or more, separated by commas'),
  carrier: z.string().min(1).max(64).optional(),
  q: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'beginning of a shipment id, reference, identifier or tracking number, in any case and composition, with or without spaces and dashes',
    ),
  exception: z.enum(EXCEPTION_RULES).optional().describe('type of an open exception'),
  bbox: box.optional().describe('west,south,east,north; west may be greater than east'),
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

export const trackQuery = z.strictObject({
  from: instant.optional().describe('event time, inclusive'),
  to: instant.optional().describe('event time, exclusive'),
  ...paging,
});
export type TrackQuery = { readonly from?: Instant; readonly to?: Instant } & z.infer<typeof trackQuery>;
