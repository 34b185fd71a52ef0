import { z } from 'zod';
import { count, instant, list, MAX_DURATION_DAYS, text, within } from './bounds';
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

/**
 * What a prediction goes by: the way left, the carrier's own estimate, the plan with the delay shown so far, the plan as made, the history of
 * the lane.
 */
export const ETA_BASES = ['moving', 'estimate', 'plan', 'schedule', 'history'] as const;

/** What predictions are compared with: those, the carrier's estimate as it was said, and the great circle at 35 km/h, as an open fleet system reckons. */
export const ETA_COMPARISONS = [...ETA_BASES, 'estimate-as-said', 'great-circle'] as const;
export type EtaComparison = (typeof ETA_COMPARISONS)[number];

/** Why nothing is predicted any more. */
export const ETA_ENDINGS = ['arrived', 'not-coming', 'unknown'] as const;
export type EtaEnding = (typeof ETA_ENDINGS)[number];

const cause = text(64).describe('stored id of the event that brought it about; when that was the clock, of the newest fact that was known');
const late = z.boolean().describe('said more than ten minutes after its cause was taken in');
const previous = instant.optional().describe('p50 of the prediction before');

const A_YEAR_MIN = 366 * 24 * 60;

const etaReason = z.strictObject({
  code: text(40),
  text: text(200).describe('in words, with numbers'),
  minutes: z
    .int()
    .min(-A_YEAR_MIN)
    .max(A_YEAR_MIN)
    .describe('by how many minutes it makes the arrival later, about; less than nothing: earlier'),
});
export type EtaReason = z.infer<typeof etaReason>;

/** Its event time is the moment for which it holds: what was believed then, never rewritten. */
const etaRecalculated = z.strictObject({
  p10: instant.describe('arrives earlier than this once in ten times'),
  p50: instant.describe('as likely earlier as later'),
  p90: instant.describe('arrives later than this once in ten times'),
  previous,
  basis: z.enum(ETA_BASES),
  baselines: z.partialRecord(z.enum(ETA_COMPARISONS), instant).describe('what each way of saying it without learning gives'),
  reasons: list(etaReason, 10).describe('what moves it most, the greatest first'),
  cause,
  modelVersion: version,
  hoursOut: within(0, MAX_DURATION_DAYS * 24).describe('hours from the event time to p50'),
  late,
});

/** Its event time is the moment at which that was seen. */
const etaEnded = z.strictObject({
  ending: z.enum(ETA_ENDINGS).describe('unknown: what it was reckoned by has passed, or counts no more, and nothing else tells'),
  arrivedAt: instant.optional().describe('when it arrived'),
  previous,
  cause,
  late,
});

/** Predictions, and the models that make them. */
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
  'dev.waybill.eta-recalculated.v1': entry('derivation', 'When a shipment will arrive, as it was predicted at a time.', etaRecalculated, {
    p10: '2026-03-02T13:40:00Z',
    p50: '2026-03-02T14:05:00Z',
    p90: '2026-03-02T14:50:00Z',
    previous: '2026-03-02T13:30:00Z',
    basis: 'moving',
    baselines: { moving: '2026-03-02T14:10:00Z', schedule: '2026-03-02T13:00:00Z' },
    reasons: [{ code: 'standing', text: 'standing 40 min near 50.88, 9.67', minutes: 40 }],
    cause: '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1',
    modelVersion: 'default',
    hoursOut: 3.2,
    late: false,
  }),
  'dev.waybill.eta-ended.v1': entry(
    'derivation',
    'Nothing is predicted of a shipment any more: it arrived, will not come, or nothing tells when.',
    etaEnded,
    {
      ending: 'arrived',
      arrivedAt: '2026-03-02T14:12:00Z',
      previous: '2026-03-02T14:05:00Z',
      cause: '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1',
      late: false,
    },
  ),
} as const satisfies Record<string, CatalogueEntry>;
