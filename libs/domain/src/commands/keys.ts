import type { JsonOf } from '@waybill/events';
import { type Decision, draft, reject } from './decision';

/** What the write side knows of one API key. */
export interface ApiKeyState {
  readonly exists: boolean;
  readonly revoked: boolean;
}

export const createApiKey = (state: ApiKeyState, key: JsonOf<'dev.waybill.api-key-created.v1'>): Decision =>
  state.exists ? [] : [draft('dev.waybill.api-key-created.v1', key)];

export function revokeApiKey(state: ApiKeyState, keyId: string): Decision {
  if (!state.exists) return reject('key-not-found', `There is no API key ${keyId}; list them with GET /v1/api-keys.`);
  return state.revoked ? [] : [draft('dev.waybill.api-key-revoked.v1', { keyId })];
}
