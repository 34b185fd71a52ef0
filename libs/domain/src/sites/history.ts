import { type Instant, isOneOf, parseDuration, SITE_TYPES, type SiteTerms, type StoredEvent } from '@waybill/events';
import { endedAt, type Geofence, type GeofenceVersion, versionOf } from '../geofences';
import { fenceOfSite } from './fence';

/** A site with what has been within it, as it was from one change to the next. */
export interface Site {
  readonly siteId: string;
  /** Of the last event of its stream that is contained. */
  readonly revision: number;
  readonly name: string;
  readonly leadTimeMs: number;
  readonly latitude: number;
  readonly longitude: number;
  /** False when it is no more. */
  readonly open: boolean;
  readonly fence: Geofence;
}

/** Before it was registered, a site was what it was registered as: what stands there already has arrived. */
const ALWAYS = Number.NEGATIVE_INFINITY as Instant;

function drawn(before: readonly GeofenceVersion[], { siteId, ...terms }: SiteTerms & { siteId: string }, { revision, time }: StoredEvent) {
  const from = before.length === 0 ? ALWAYS : time;
  const { name } = terms;
  const version = versionOf(siteId, { revision, from }, { name, rule: 'inform', geometry: fenceOfSite(terms) });
  return [...endedAt(before, time), version].filter(({ from: begin, until }) => until === undefined || begin < until);
}

/** Folds the events of one site's stream, in its order. Undefined until it is registered. */
export function evolveSiteHistory(site: Site | undefined, event: StoredEvent): Site | undefined {
  if (!isOneOf(event, SITE_TYPES)) return site;
  const { revision, time } = event;
  const versions = site?.fence.versions ?? [];
  switch (event.type) {
    case 'dev.waybill.site-registered.v1':
    case 'dev.waybill.site-changed.v1': {
      const { siteId, name, leadTime, latitude, longitude } = event.data;
      const fence = { geofenceId: siteId, versions: drawn(versions, event.data, event) };
      return { siteId, revision, name, leadTimeMs: parseDuration(leadTime) ?? 0, latitude, longitude, open: true, fence };
    }
    case 'dev.waybill.site-retired.v1':
    case 'dev.waybill.stream-erased.v1':
      return site && { ...site, revision, open: false, fence: { ...site.fence, versions: endedAt(versions, time) } };
  }
}
