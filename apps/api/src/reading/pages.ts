import { emptyOrText, list, text } from '@waybill/events';
import type { Page } from '@waybill/read-model';
import { z } from 'zod';
import { freshness } from './freshness';

const limit = emptyOrText(20)
  .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 200')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 200, 'must be a whole number from 1 to 200')
  .optional()
  .describe('1 to 200, 50 when absent');

/** Longer than any cursor that is given out: its parts are texts of at most 1,000 characters. */
const MAX_CURSOR = 8_000;
const pages = { limit, cursor: emptyOrText(MAX_CURSOR).optional().describe('nextCursor of the page before') };

/** Query parameters of lists. */
export const paging = { ...pages, ...freshness };
/** Of lists that do not come from the read models. */
export const plainPageQuery = z.strictObject(pages);
export const pageQuery = z.strictObject(paging);
export const freshQuery = z.strictObject(freshness);

/** One or more of these names, separated by commas; as a parameter of a query. */
export const someOf = <T extends string>(names: readonly T[]) =>
  z
    .union([text(), list(text(), 100)])
    .transform((given) => [given].flat().flatMap((one) => one.split(',')) as T[])
    .refine((all) => all.every((one) => names.includes(one)), `must be some of ${names.join(', ')}`)
    .optional();

/** A page of a list, as it goes out. */
export interface PageAnswer<T> extends Page<T> {
  readonly asOfPosition: string;
}
export const asOfPosition = z.string().describe('the answer contains at least everything up to this position of the log');
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable(), asOfPosition });
