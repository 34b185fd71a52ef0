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

/** What a writer has to remember of a long stream, so that a cold start need not read it whole. Derivable, may be missing. */
export const streamRemembered = z.strictObject({
  upTo: z.number().int().describe('last revision that is covered'),
  position: z.string().describe('log position of that revision'),
  seen: z.array(z.tuple([z.string(), z.string()])).describe('stored event id and content hash of the events since the previous one'),
  state: z.unknown().describe('fold of the stream up to that revision'),
  foldVersion: z.int().min(1).optional().describe('version of that fold; 1 when absent'),
});

/** Names streams of one category, so that a process that starts finds them without going through the log. Derivable, may be missing. */
export const streamsListed = z.strictObject({
  streams: z.array(z.string()).describe('names that the listings before do not have'),
  completeTo: z
    .number()
    .int()
    .min(-1)
    .describe(
      'revision of an earlier listing: every stream of the category that began before it is named up to here; -1 when there is none',
    ),
});
