import { apiKeyStream, type StoredEvent } from '@waybill/events';
import { hashApiKey } from '@waybill/platform';
import { Problem } from '../http/problem';
import { roleOpens } from './access';
import { maySendAs } from './caller';
import { FailureLimit, networkOf } from './failure-limit';
import { KeyBook, KeyRing } from './key-ring';

const created = (keyId: string, key: string): StoredEvent =>
  ({
    type: 'dev.waybill.api-key-created.v1',
    stream: apiKeyStream(keyId),
    revision: 0,
    data: { keyId, name: keyId, role: 'integration', sourcePrefix: 'urn:x:', sha256: hashApiKey(key) },
    metadata: { recordedtime: '2026-03-01T10:00:00.000Z' },
  }) as StoredEvent;
const revoked = (keyId: string, revision = 1): StoredEvent =>
  ({ type: 'dev.waybill.api-key-revoked.v1', stream: apiKeyStream(keyId), revision, data: { keyId } }) as StoredEvent;

const bookOf = (...events: StoredEvent[]): KeyBook => {
  const book = new KeyBook();
  for (const event of events) book.apply(event);
  return book;
};
const ringOf = (bootstrap: string | undefined, ...events: StoredEvent[]): KeyRing => {
  const keys = new KeyRing(bootstrap);
  keys.take(bookOf(...events));
  return keys;
};

describe('the key ring', () => {
  it('finds a key by its text and nothing else', () => {
    const keys = ringOf('wbk_bootstrap_bootstrap', created('key_1', 'one'));
    expect(keys.find('wbk_bootstrap_bootstrap')).toMatchObject({ keyId: 'operator', role: 'operator' });
    expect(keys.find('one')).toMatchObject({ keyId: 'key_1', role: 'integration' });
    for (const wrong of ['', 'on', 'onee', 'One', hashApiKey('one'), 'wbk_bootstrap_bootstrap ']) expect(keys.find(wrong)).toBeUndefined();
  });

  it('knows the key of the configuration before those of the log, and those of another log no more', () => {
    const keys = new KeyRing('bootstrap');
    expect([keys.isLoaded, keys.find('bootstrap')?.keyId]).toEqual([false, 'operator']);
    keys.take(bookOf(created('key_1', 'one')));
    expect([keys.isLoaded, keys.find('one')?.keyId]).toEqual([true, 'key_1']);
    keys.take(bookOf(created('key_2', 'two')));
    expect([keys.find('one'), keys.find('two')?.keyId, keys.find('bootstrap')?.keyId]).toEqual([undefined, 'key_2', 'operator']);
  });

  it('forgets a revoked key at once, whatever is heard of it later by another way', () => {
    const keys = ringOf(undefined, created('key_1', 'one'));
    for (const event of [revoked('key_1'), revoked('key_1', 2), created('key_1', 'one')]) {
      keys.apply(event);
      expect([keys.find('one'), keys.list()]).toEqual([undefined, []]);
    }
  });

  it('lists the keys of the log, not the one of the configuration', () => {
    expect(ringOf('bootstrap', created('key_1', 'one')).list()).toMatchObject([{ keyId: 'key_1', createdAt: '2026-03-01T10:00:00.000Z' }]);
  });
});

describe('sources', () => {
  const integration = (sourcePrefix: string) => ({ keyId: 'k', role: 'integration' as const, sourcePrefix });
  it.each([
    ['https://dhl.example/', 'https://dhl.example/eu', true],
    ['https://dhl.example/', 'https://dhl.example/', true],
    ['https://dhl.example/', 'https://dhl.example', false],
    ['https://dhl.example/', 'https://dhl.example.evil/', false],
    ['https://dhl.example', 'https://dhl.example', true],
    ['https://dhl.example', 'https://dhl.example/eu', false],
    ['https://dhl.example', 'https://dhl.example.evil', false],
    ['urn:dhl:', 'urn:dhl:eu', true],
    ['urn:dhl#', 'urn:dhl#7', true],
    ['urn:dhl:', 'URN:DHL:eu', false],
  ])('the prefix %s allows %s: %s', (prefix, source, allowed) => {
    expect(maySendAs(integration(prefix), source)).toBe(allowed);
  });

  it('operators report for every source', () => {
    expect(maySendAs({ keyId: 'operator', role: 'operator' }, 'anything')).toBe(true);
  });
});

describe('roles', () => {
  it('an operator may all, a coordinator all but operators things and reports, an integration reports only', () => {
    const accesses = ['reporter', 'coordinator', 'operator'] as const;
    expect(accesses.map((access) => roleOpens('operator', access))).toEqual([true, true, true]);
    expect(accesses.map((access) => roleOpens('coordinator', access))).toEqual([false, true, false]);
    expect(accesses.map((access) => roleOpens('integration', access))).toEqual([true, false, false]);
  });
});

describe('the limit on failures', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['nonsense', 'unknown'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('lets 60 failures a minute through from one network, and then says when to come back', async () => {
    const limit = new FailureLimit();
    const otherwise = new Problem('authentication-required', 'x');
    for (let i = 0; i < 60; i++) expect(await limit.count(`2001:db8::${i.toString(16)}`, otherwise)).toBe(otherwise);
    const late = await limit.count('2001:db8::ffff', otherwise);
    expect(late.slug).toBe('too-many-failures');
    expect(Number(late.extras.headers?.['retry-after'])).toBeGreaterThan(0);
    expect(await limit.count('2001:db9::1', otherwise)).toBe(otherwise);
  });
});
