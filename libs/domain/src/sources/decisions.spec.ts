import { given } from '../decision-fixtures';
import { at, stored } from '../shipments/fixtures';
import { changeSource, registerSource, retireSource } from './decisions';
import { SOURCE } from './source';

const terms = { name: 'DHL', defaultTimeZone: 'Europe/Berlin' };
const source = { sourceId: 'SRC', format: 'easypost', ...terms, secrets: ['sealed'] } as Parameters<typeof registerSource>[1];
const registered = stored('dev.waybill.source-registered.v1', 0, source);
const retired = stored('dev.waybill.source-retired.v1', 5, { sourceId: 'SRC' });
const told = (...events: (typeof registered | typeof retired)[]) => given(SOURCE, ...events);

describe('a source', () => {
  it('is registered once', () => {
    told()
      .when((state) => registerSource(state, source))
      .then([['source-registered', source]]);
    told(registered)
      .when((state) => registerSource(state, source))
      .then([]);
  });

  it('is changed where that makes a difference, and not once it is closed', () => {
    const rename = (name: string, ...events: (typeof registered | typeof retired)[]) =>
      told(...events).when((state) => changeSource(state, 'SRC', { ...terms, name }, undefined, at(1)));
    rename('UPS').then('source-not-found');
    rename('UPS', registered).then([['source-changed', { sourceId: 'SRC', ...terms, name: 'UPS' }]]);
    rename('DHL', registered).then([]);
    rename('UPS', registered, retired).then('source-retired');
  });

  it('is closed once', () => {
    const retire = (...events: (typeof registered | typeof retired)[]) => told(...events).when((state) => retireSource(state, 'SRC'));
    retire().then('source-not-found');
    retire(registered).then([['source-retired', { sourceId: 'SRC' }]]);
    retire(registered, retired).then([]);
  });
});
