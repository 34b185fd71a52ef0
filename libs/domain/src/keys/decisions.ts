import type { JsonOf } from '@waybill/events';
import { type Decision, draft, reject } from '../decision';
import type { ApiKeyState } from './api-key';

/** Makes a key. One that there is already stays as it is. */
export const createApiKey = ({ phase }: ApiKeyState, key: JsonOf<'dev.waybill.api-key-created.v1'>): Decision =>
  phase === 'unknown' ? [draft('dev.waybill.api-key-created.v1', key)] : [];

/** Lets a key open nothing any more. */
export function revokeApiKey({ phase }: ApiKeyState, keyId: string): Decision {
  switch (phase) {
    case 'unknown':
      return reject('key-not-found', `There is no API key ${keyId}; list them with GET /v1/api-keys.`);
    case 'valid':
      return [draft('dev.waybill.api-key-revoked.v1', { keyId })];
    case 'revoked':
      return [];
  }
}
