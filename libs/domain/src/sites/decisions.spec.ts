import type { JsonOf, StoredEvent } from '@waybill/events';
import { given } from '../decision-fixtures';
import { stored } from '../shipments/fixtures';
import { changeSite, registerSite, retireSite } from './decisions';
import { SITE } from './site';

const dock = (leadTime = 'PT1H'): JsonOf<'dev.waybill.site-registered.v1'> => ({
  ...{ siteId: 'MUC', name: 'Munich', latitude: 48.1, longitude: 11.5 },
  ...{ radiusMetres: 400, leadTime },
});
const registered = stored('dev.waybill.site-registered.v1', 0, dock());
const changed = stored('dev.waybill.site-changed.v1', 1, dock('PT2H'));
const retired = stored('dev.waybill.site-retired.v1', 2, { siteId: 'MUC' });
const site = (...events: StoredEvent[]) => given(SITE, ...events);

describe('a site', () => {
  it('is registered once, and again when it is no more', () => {
    const register = (leadTime: string, ...events: StoredEvent[]) => site(...events).when((state) => registerSite(state, dock(leadTime)));
    register('PT1H').then([['site-registered', dock()]]);
    register('PT1H', registered).then([]);
    register('PT2H', registered).then('site-exists');
    register('PT2H', registered, changed).then([]);
    register('PT2H', registered, retired).then([['site-registered', dock('PT2H')]]);
  });

  it('is changed where that makes a difference, as long as there is one', () => {
    const change = (leadTime: string, ...events: StoredEvent[]) => site(...events).when((state) => changeSite(state, dock(leadTime)));
    change('PT2H').then('site-not-found');
    change('PT2H', registered).then([['site-changed', dock('PT2H')]]);
    change('PT1H', registered).then([]);
    change('PT1H', registered, changed).then([['site-changed', dock()]]);
    change('PT2H', registered, retired).then('site-retired');
  });

  it('is retired once', () => {
    const retire = (...events: StoredEvent[]) => site(...events).when((state) => retireSite(state, 'MUC'));
    retire().then('site-not-found');
    retire(registered).then([['site-retired', { siteId: 'MUC' }]]);
    retire(registered, retired).then([]);
    retire(registered, retired, registered).then([['site-retired', { siteId: 'MUC' }]]);
  });
});
