import type { Place } from '@waybill/events';
import { depthIn } from '../geofences/area';
import { metresBetween } from '../positions';
import type { Site } from './history';

/** The site that a destination belongs to, and why. */
export interface Binding {
  readonly site: Site;
  readonly by: 'plan' | 'place';
}

const isWithin = ({ fence }: Site, destination: Place): boolean => {
  const area = fence.versions.at(-1)?.area;
  return area !== undefined && depthIn(area, destination) >= 0;
};

const compareIds = (a: Site, b: Site): number => (a.siteId < b.siteId ? -1 : 1);

/**
 * The site that a destination belongs to now. The one that it names, as soon as there is one of that id; else, of those within which it
 * lies, the one whose place is nearest. A plan that names a site is never bound to another one.
 */
export function bindingOf(destination: Place, sites: Iterable<Site>): Binding | undefined {
  const open = Array.from(sites).filter((site) => site.open);
  if (destination.siteId !== undefined) {
    const site = open.find(({ siteId }) => siteId === destination.siteId);
    return site && { site, by: 'plan' };
  }
  const around = open.filter((site) => isWithin(site, destination));
  const [nearest] = around.toSorted((a, b) => metresBetween(a, destination) - metresBetween(b, destination) || compareIds(a, b));
  return nearest && { site: nearest, by: 'place' };
}
