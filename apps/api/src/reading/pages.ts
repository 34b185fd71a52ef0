import type { Page } from '@waybill/read-model';
import { z } from 'zod';
import { freshness } from './freshness';

const limit = z
  .string()
  .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 200')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 200, 'must be a whole number from 1 to 200')
  .optional()
  .describe('1 to 200, 50 when absent');

const pages = { limit, cursor: z.string().optional().describe('nextCursor of the page before') };

/** Query parameters of lists. */
export const paging = { ...pages, ...freshness };
/** Of lists that do not come from the read models. */
export const plainPageQuery = z.strictObject(pages);
export const pageQuery = z.strictObject(paging);
export const freshQuery = z.strictObject(freshness);

/** A page of a list, as it goes out. */
export interface PageAnswer<T> extends Page<T> {
  readonly asOfPosition: string;
}
export const asOfPosition = z.string().describe('the answer contains at least everything up to this position of the log');
export const pageOf = (item: z.ZodType) => z.object({ items: z.array(item), nextCursor: z.string().nullable(), asOfPosition });
