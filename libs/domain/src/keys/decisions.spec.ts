import { given } from '../decision-fixtures';
import { stored } from '../shipments/fixtures';
import { API_KEY } from './api-key';
import { createApiKey, revokeApiKey } from './decisions';

const key = { keyId: 'K', name: 'webhook', role: 'integration' as const, sha256: '00'.repeat(32) };
const created = stored('dev.waybill.api-key-created.v1', 0, key);
const revoked = stored('dev.waybill.api-key-revoked.v1', 1, { keyId: 'K' });

describe('an API key', () => {
  it('is made once, also when it was revoked since', () => {
    given(API_KEY)
      .when((state) => createApiKey(state, key))
      .then([['api-key-created', key]]);
    for (const events of [[created], [created, revoked]])
      given(API_KEY, ...events)
        .when((state) => createApiKey(state, key))
        .then([]);
  });

  it('is revoked once, when there is one', () => {
    const revoke = (...events: (typeof created | typeof revoked)[]) => given(API_KEY, ...events).when((state) => revokeApiKey(state, 'K'));
    revoke().then('key-not-found');
    revoke(created).then([['api-key-revoked', { keyId: 'K' }]]);
    revoke(created, revoked).then([]);
  });

  it('stays revoked, whatever is told after it', () => {
    expect(given(API_KEY, created, revoked, created).state).toEqual({ phase: 'revoked' });
    expect(given(API_KEY, created, stored('dev.waybill.delivered.v1', 2, {})).state).toEqual({ phase: 'valid' });
  });
});
