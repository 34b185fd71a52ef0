import { z } from 'zod';

export const ROLES = ['operator', 'coordinator', 'integration'] as const;
export type Role = (typeof ROLES)[number];

export const apiKeyCreated = z.strictObject({
  keyId: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  sourcePrefix: z.string().optional(),
  sha256: z.string().describe('hex digest of the key; the key itself is never stored'),
});
export const apiKeyRevoked = z.strictObject({ keyId: z.string() });
export const deploymentCreated = z.strictObject({ deploymentId: z.string() });
