import { siteFaults } from '@waybill/domain';
import { siteId, siteTerms, whenAccepted } from '@waybill/events';
import { siteView, type View } from '@waybill/read-model';
import { z } from 'zod';
import { asOfPosition } from '../reading/pages';

/** What a site is checked for beyond the shape of its terms, and what of them has to be in shape for that. */
function checkSite(terms: Parameters<typeof siteFaults>[0], context: z.RefinementCtx): void {
  for (const { path, message } of siteFaults(terms)) context.addIssue({ code: 'custom', path: [...path], message });
}
const siteParts = whenAccepted('latitude', 'longitude', 'radiusMetres', 'geometry');

/** Body of `POST /v1/sites`. */
export const newSite = siteTerms
  .extend({ siteId: siteId.optional().describe('made when absent') })
  .superRefine(checkSite, siteParts)
  .meta({ id: 'NewSite' });
export type NewSite = z.infer<typeof newSite>;

/** Body of `PUT /v1/sites/{id}`. */
export const changedSite = siteTerms.superRefine(checkSite, siteParts).meta({ id: 'ChangedSite' });
export type ChangedSite = z.infer<typeof changedSite>;

export const registeredSite = z.object({ siteId: z.string(), position: z.string() }).meta({ id: 'RegisteredSite' });
export type RegisteredSite = z.infer<typeof registeredSite>;

export const siteDetail = siteView.extend({ asOfPosition }).meta({ id: 'SiteDetail' });
export type SiteAnswer = View<typeof siteDetail>;
