import { z } from 'zod';
import { count, list, text } from './bounds';

const id = text(64);

export const ROLES = ['operator', 'coordinator', 'integration'] as const;
export type Role = (typeof ROLES)[number];

export const apiKeyCreated = z.strictObject({
  keyId: id,
  name: text(200),
  role: z.enum(ROLES),
  sourcePrefix: text(2_000).optional(),
  sha256: text(64).describe('hex digest of the key; the key itself is never stored'),
});
export const apiKeyRevoked = z.strictObject({ keyId: id });
export const signInTicketUsed = z.strictObject({ ticketId: id.describe('names the ticket; it cannot be made from this') });
export const deploymentCreated = z.strictObject({ deploymentId: id });

/** The store's own note at the end of a stream, as it is read here; never written by us. */
export const streamErased = z.strictObject({});

/** What a writer has to remember of a long stream, so that a cold start need not read it whole. Derivable, may be missing. */
export const streamRemembered = z.strictObject({
  upTo: count.describe('last revision that is covered'),
  position: text(20).describe('log position of that revision'),
  seen: list(z.tuple([id, text(16)])).describe('stored event id and content hash of the events since the previous one'),
  commands: list(z.tuple([id, text(64)]), 100_000)
    .optional()
    .describe('key of each command that was carried out, and the hash of its body; the state is of use with them only'),
  state: z.unknown().describe('fold of the stream up to that revision'),
  foldVersion: count.optional().describe('version of that fold; 1 when absent'),
});

/** Names streams of one category, so that a process that starts finds them without going through the log. Derivable, may be missing. */
export const streamsListed = z.strictObject({
  streams: list(text(), 10_000).describe('names that the listings before do not have'),
  completeTo: z
    .int()
    .min(-1)
    .max(2 ** 31 - 1)
    .describe(
      'revision of an earlier listing: every stream of the category that began before it is named up to here; -1 when there is none',
    ),
});
