import { z } from 'zod';
import { count, MAX_DURATION_DAYS, text, within } from './bounds';
import { type CatalogueEntry, entry } from './entry';

const version = text(64);
const digest = text(64).describe('SHA-256 of the model, hex');
/** An append of more than a megabyte is refused by the store. */
const MOST_CHARACTERS = 900 * 1024;

/** No plan is longer. */
const MOST_MINUTES = MAX_DURATION_DAYS * 24 * 60;

const etaModelTrained = z.strictObject({
  version,
  digest,
  seed: count,
  trips: count.describe('trips that it was trained on'),
  meanErrorMinutes: within(0, MOST_MINUTES).optional().describe('of p50, on later trips that it had not seen'),
  coverage: z.number().min(0).max(1).optional().describe('share of those that p10 to p90 held'),
  model: z.string().max(MOST_CHARACTERS).describe('the model as JSON, compressed with gzip, as base64'),
});
const etaModelPromoted = z.strictObject({
  version,
  digest,
  previous: version.optional().describe('the version that it takes the place of'),
});

/** What happens to models that predict arrivals. */
export const ETA_EVENTS = {
  'dev.waybill.eta-model-trained.v1': entry(
    'decision',
    'A model that predicts arrivals was trained, and tried on later trips.',
    etaModelTrained,
    {
      version: '2026-11-30',
      digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      seed: 17,
      trips: 1200,
      meanErrorMinutes: 27.4,
      coverage: 0.81,
      model: 'H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==',
    },
  ),
  'dev.waybill.eta-model-promoted.v1': entry('decision', 'From now on arrivals are predicted by this model.', etaModelPromoted, {
    version: '2026-11-30',
    digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    previous: 'default',
  }),
} as const satisfies Record<string, CatalogueEntry>;
