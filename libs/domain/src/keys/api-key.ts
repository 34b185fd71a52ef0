import { API_KEY_TYPES, apiKeyStream, isOneOf, type StoredEvent } from '@waybill/events';
import type { Aggregate } from '../fold';

/** An API key: revoked for good, or valid until then. */
export interface ApiKeyState {
  readonly phase: 'unknown' | 'valid' | 'revoked';
}

function evolveApiKey(state: ApiKeyState, event: StoredEvent): ApiKeyState {
  if (!isOneOf(event, API_KEY_TYPES)) return state;
  switch (event.type) {
    case 'dev.waybill.api-key-created.v1':
      return state.phase === 'revoked' ? state : { phase: 'valid' };
    case 'dev.waybill.api-key-revoked.v1':
      return { phase: 'revoked' };
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

export const API_KEY: Aggregate<ApiKeyState> = {
  fold: { version: 2, initial: () => ({ phase: 'unknown' }), evolve: evolveApiKey },
  stream: apiKeyStream,
  subject: (keyId) => `api-key:${keyId}`,
};
