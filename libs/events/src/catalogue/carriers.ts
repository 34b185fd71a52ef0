import { z } from 'zod';
import { count, emptyOrText, instant, list, text, within } from './bounds';

const sourceId = text(64);
const eventId = text(64);
const sealed = text(2_000).describe('sealed with the deployment key');
export const MAX_SECRETS = 10;

/** Milliseconds since 1970, UTC. */
const moment = within(-1e14, 1e14);

/** What an operator may change of a source. */
const terms = {
  name: text(200),
  defaultTimeZone: text(64).optional().describe('IANA name: the clock on which local times are, where their place does not say'),
  scope: text(64).optional().describe('carrier under whose name its tracking numbers stand, whatever the sender calls it'),
};

export const sourceRegistered = z.strictObject({ sourceId, format: text(64), ...terms, secrets: list(sealed, MAX_SECRETS) });
export const sourceChanged = z.strictObject({ sourceId, ...terms });
export const sourceSecretsRotated = z.strictObject({
  sourceId,
  secrets: list(sealed, MAX_SECRETS),
  formerUntil: instant.describe('until then the secrets before these count as well'),
});
export const sourceRetired = z.strictObject({ sourceId });

/** Bytes as they came, but for what people are called and where they live. */
export const pushReceived = z.strictObject({
  format: text(64),
  url: emptyOrText(8_000).describe('path and query without secrets'),
  headers: z.record(text(64), emptyOrText(1_000)).describe('those that the format is read with'),
  encoding: z.enum(['gzip']),
  bytes: count.describe('before compression'),
  body: z.string().max(1_000_000).describe('compressed, Base64'),
});

const scanOutcome = z.strictObject({
  pointer: emptyOrText(500),
  outcome: z.enum(['appended', 'duplicate', 'parked', 'rejected']),
  id: text(200).optional().describe("the fact's id; absent when none was made"),
  shipmentIds: list(text(64), 200),
  reason: text(64).optional().describe('of what was rejected'),
  detail: emptyOrText(1_000).optional(),
});

/** What became of one push, for its sender's integrator. Derivable: the push read again against what the log holds. */
export const pushTakenIn = z.strictObject({
  push: eventId.describe('of the push, in the raw stream of its day'),
  day: text(8),
  revision: count.optional().describe('of the push in that stream; absent when it was received before'),
  bytes: count,
  mappingVersion: count,
  repeated: z.boolean().describe('the very same push was received before'),
  counts: z.strictObject({ accepted: count, duplicates: count, parked: count, rejected: count, corrected: count, missing: count }),
  scans: list(scanOutcome, 200).describe('the first ones; rejected ones before the others'),
  ignored: list(emptyOrText(), 20),
});

/** What a sender's pushes say of its scans: each reading of one, in whatever order the pushes came. */
export const scansNoted = z.strictObject({
  scans: list(
    z.strictObject({
      scanId: text(64),
      factId: text(128).describe('id of the fact that this reading became'),
      subject: text(500).describe('name that the fact is about'),
      at: moment.describe('when the sender said so, ms; the later reading counts'),
      mappingVersion: count,
      isActual: z.boolean().describe('false for estimates and plans, which come and go'),
    }),
    20_000,
  ),
  withdrawn: list(z.strictObject({ scanId: text(64), at: moment }), 20_000).describe('the sender took these scans back'),
  missing: list(text(64), 20_000).describe('scans that the newest whole history no longer has'),
  wholeAt: moment.optional().describe('when the sender made the newest push with its whole history, ms'),
});

/** A code that no status map has, the first time that it was met under a version of the map. */
export const codeUnmapped = z.strictObject({
  format: text(64),
  rawCode: emptyOrText(200),
  mappingVersion: count,
  sourceId,
  note: emptyOrText(2_000).optional(),
  push: eventId,
  day: text(8),
  pointer: emptyOrText(500),
});
