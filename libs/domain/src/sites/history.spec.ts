import type { StoredEvent } from '@waybill/events';
import { versionAt } from '../geofences';
import { at, stored } from '../shipments/fixtures';
import { bindingOf } from './binding';
import { evolveSiteHistory, type Site } from './history';

const place = { latitude: 48.1, longitude: 11.5 };
const terms = (siteId: string, change: object = {}) => ({ siteId, name: siteId, ...place, radiusMetres: 400, leadTime: 'PT1H', ...change });
const registered = (siteId: string, minutes = 0, change: object = {}) =>
  stored('dev.waybill.site-registered.v1', minutes, terms(siteId, change));
const changed = (siteId: string, minutes: number, change: object) => stored('dev.waybill.site-changed.v1', minutes, terms(siteId, change));
const retired = (siteId: string, minutes: number) => stored('dev.waybill.site-retired.v1', minutes, { siteId });
const siteOf = (...events: StoredEvent[]) => events.reduce<Site | undefined>(evolveSiteHistory, undefined) as Site;
const radiusAt = (site: Site, minutes: number) => {
  const area = versionAt(site.fence.versions, at(minutes))?.area;
  return area?.kind === 'circle' ? area.radiusMetres : undefined;
};

describe('a site', () => {
  it('is at each time what it was then, and before it was registered what it was registered as', () => {
    const site = siteOf(registered('A', 10), changed('A', 20, { radiusMetres: 500 }), retired('A', 30), registered('A', 40));
    expect([0, 10, 20, 30, 35, 40].map((minutes) => radiusAt(site, minutes))).toEqual([400, 400, 500, undefined, undefined, 400]);
    expect([site.open, site.leadTimeMs]).toEqual([true, 3_600_000]);
    expect(siteOf(registered('A'), retired('A', 5)).open).toBe(false);
  });
});

describe('a destination', () => {
  const near = siteOf(registered('NEAR', 0, { radiusMetres: 5_000 }));
  const nearer = siteOf(registered('NEARER', 0, { latitude: 48.101, radiusMetres: 400 }));
  const far = siteOf(registered('FAR', 0, { latitude: 50 }));
  const boundTo = (destination: Parameters<typeof bindingOf>[0], ...sites: Site[]) => {
    const binding = bindingOf(destination, sites);
    return binding && [binding.site.siteId, binding.by];
  };

  it('belongs to the site that it names, wherever that is, and to none as long as there is none of that id', () => {
    expect(boundTo({ ...place, siteId: 'FAR' }, near, far)).toEqual(['FAR', 'plan']);
    expect(boundTo({ ...place, siteId: 'NONE' }, near, far)).toBeUndefined();
    expect(boundTo({ ...place, siteId: 'FAR' }, siteOf(registered('FAR'), retired('FAR', 1)))).toBeUndefined();
  });

  it('else belongs to the nearest of those within which it lies', () => {
    expect(boundTo({ latitude: 48.101, longitude: 11.5 }, near, nearer, far)).toEqual(['NEARER', 'place']);
    expect(boundTo({ latitude: 48.12, longitude: 11.5 }, near, nearer, far)).toEqual(['NEAR', 'place']);
    expect(boundTo({ latitude: 49, longitude: 11.5 }, near, nearer, far)).toBeUndefined();
    expect(boundTo(place, siteOf(registered('NEAR'), retired('NEAR', 1)))).toBeUndefined();
  });

  it('goes with a site that is moved, and does not depend on the order of sites', () => {
    expect(boundTo(place, siteOf(registered('NEAR'), changed('NEAR', 1, { latitude: 49 })))).toBeUndefined();
    expect(boundTo(place, near, nearer)).toEqual(boundTo(place, nearer, near));
  });
});
