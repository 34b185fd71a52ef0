import { ROLES, text } from '@waybill/events';
import type { View } from '@waybill/read-model';
import { z } from 'zod';
import type { KnownKey } from '../access/key-ring';

export const signIn = z
  .union([
    z.strictObject({ key: text(200) }),
    z.strictObject({ ticket: text(200).describe('of the link that `npm start` prints; signs in once') }),
  ])
  .meta({ id: 'SignIn' });

export const session = z
  .object({
    keyId: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    expiresAt: z.string().nullable().describe('when to sign in again; null for a request with an API key of its own'),
  })
  .meta({ id: 'Session' });

export const sessionOf = ({ keyId, name, role, until }: KnownKey): View<typeof session> => ({
  keyId,
  name,
  role,
  expiresAt: until === undefined ? null : new Date(until).toISOString(),
});
