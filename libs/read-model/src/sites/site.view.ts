import { siteTerms } from '@waybill/events';
import { z } from 'zod';
import type { View } from '../view';

/** A site as it is now. */
export const siteView = z
  .object({
    siteId: z.string(),
    ...siteTerms.shape,
    retired: z.boolean().describe('it is no more: nothing new is bound to it'),
    revision: z.int().describe('last event of its stream that is contained'),
  })
  .meta({ id: 'Site' });
export type SiteView = View<typeof siteView>;
