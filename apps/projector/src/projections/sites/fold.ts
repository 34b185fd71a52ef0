import { isOneOf, SITE_TYPES, type StoredEvent } from '@waybill/events';
import type { SiteRow } from '@waybill/read-model';

/** One more event of a site's stream; null leaves what was known. */
function afterEvent(row: SiteRow | undefined, event: StoredEvent): SiteRow | undefined {
  if (!isOneOf(event, SITE_TYPES)) return row;
  const { revision } = event;
  switch (event.type) {
    case 'dev.waybill.site-registered.v1':
    case 'dev.waybill.site-changed.v1': {
      const { siteId, ...terms } = event.data;
      return { siteId, revision, name: terms.name, terms, retired: false };
    }
    case 'dev.waybill.site-retired.v1':
      return { siteId: event.data.siteId, revision, name: row?.name ?? null, terms: row?.terms ?? null, retired: true };
    case 'dev.waybill.stream-erased.v1':
      return row;
  }
}

/** What some events of one site's stream come to, in their order. */
export const foldSite = (events: readonly StoredEvent[]): SiteRow | undefined => events.reduce<SiteRow | undefined>(afterEvent, undefined);
