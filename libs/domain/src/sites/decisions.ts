import type { JsonOf } from '@waybill/events';
import { type Decision, draft, type Rejection, reject } from '../decision';
import { hashOfSite, type SiteState } from './site';

type Site = JsonOf<'dev.waybill.site-changed.v1'>;

const unknown = (siteId: string): Rejection =>
  reject('site-not-found', `There is no site ${siteId}; list them with GET /v1/sites, or register it with POST.`);

/** One that was retired may be registered again: it is the same site, and what was bound to it is again. */
export function registerSite(state: SiteState, site: Site): Decision {
  if (state.phase !== 'open') return [draft('dev.waybill.site-registered.v1', site)];
  if (state.hash === hashOfSite(site)) return [];
  return reject(
    'site-exists',
    `Site ${site.siteId} is another one already; change it with PUT /v1/sites/${site.siteId}, or take another id.`,
  );
}

export function changeSite(state: SiteState, site: Site): Decision {
  switch (state.phase) {
    case 'unknown':
      return unknown(site.siteId);
    case 'retired':
      return reject('site-retired', `Site ${site.siteId} is no more; register it again with POST /v1/sites.`);
    case 'open':
      return state.hash === hashOfSite(site) ? [] : [draft('dev.waybill.site-changed.v1', site)];
  }
}

export function retireSite({ phase }: SiteState, siteId: string): Decision {
  if (phase === 'unknown') return unknown(siteId);
  return phase === 'retired' ? [] : [draft('dev.waybill.site-retired.v1', { siteId })];
}
