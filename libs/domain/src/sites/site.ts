import { bodyHash, isOneOf, type JsonOf, SITE_TYPES, type StoredEvent, siteStream } from '@waybill/events';
import type { Aggregate } from '../fold';

/** What the write side knows of one site: nothing, what it is as long as there is one, or that it is no more. Terms are told apart by their hash. */
export type SiteState = { readonly phase: 'unknown' } | { readonly phase: 'open'; readonly hash: string } | { readonly phase: 'retired' };

export const hashOfSite = (site: JsonOf<'dev.waybill.site-changed.v1'>): string => bodyHash(site);

function evolveSite(state: SiteState, event: StoredEvent): SiteState {
  if (!isOneOf(event, SITE_TYPES)) return state;
  switch (event.type) {
    case 'dev.waybill.site-registered.v1':
    case 'dev.waybill.site-changed.v1':
      return { phase: 'open', hash: hashOfSite(event.json) };
    case 'dev.waybill.site-retired.v1':
      return { phase: 'retired' };
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

export const SITE: Aggregate<SiteState> = {
  fold: { initial: () => ({ phase: 'unknown' }), evolve: evolveSite },
  stream: siteStream,
  subject: (siteId) => `site:${siteId}`,
};
