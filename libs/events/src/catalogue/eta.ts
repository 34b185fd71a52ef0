import { z } from 'zod';
import { count, text } from './bounds';

const version = text(64);
const digest = text(64).describe('SHA-256 of the model, hex');
/** An append of more than a megabyte is refused by the store. */
const MOST_CHARACTERS = 900 * 1024;

export const etaModelTrained = z.strictObject({
  version,
  digest,
  seed: z.int(),
  trips: count.describe('trips that it was trained on'),
  meanErrorMinutes: z.number().min(0).optional().describe('of p50, on later trips that it had not seen'),
  coverage: z.number().min(0).max(1).optional().describe('share of those that p10 to p90 held'),
  model: z.string().max(MOST_CHARACTERS).describe('the model as JSON, compressed with gzip, as base64'),
});
export const etaModelPromoted = z.strictObject({
  version,
  digest,
  previous: version.optional().describe('the version that it takes the place of'),
});
