import { apiKeyStream, type JsonOf, type StoredEvent } from '@waybill/events';
import type { Aggregate } from '../fold';
import { type Decision, draft, reject } from './decision';

/** What the write side knows of one API key. */
export interface ApiKeyState {
  readonly exists: boolean;
  readonly revoked: boolean;
}

const evolveApiKey = ({ revoked }: ApiKeyState, { type }: StoredEvent): ApiKeyState => ({
  exists: true,
  revoked: revoked || type === 'dev.waybill.api-key-revoked.v1',
});

export const API_KEY: Aggregate<ApiKeyState> = {
  fold: { version: 2, initial: () => ({ exists: false, revoked: false }), evolve: evolveApiKey },
  stream: apiKeyStream,
  subject: (keyId) => `api-key:${keyId}`,
};

export const createApiKey = (state: ApiKeyState, key: JsonOf<'dev.waybill.api-key-created.v1'>): Decision =>
  state.exists ? [] : [draft('dev.waybill.api-key-created.v1', key)];

export function revokeApiKey(state: ApiKeyState, keyId: string): Decision {
  if (!state.exists) return reject('key-not-found', `There is no API key ${keyId}; list them with GET /v1/api-keys.`);
  return state.revoked ? [] : [draft('dev.waybill.api-key-revoked.v1', { keyId })];
}
