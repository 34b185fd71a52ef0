import { ACCURACY_BY, type Accuracy, type GroupAccuracy } from '@waybill/domain';
import { ETA_COMPARISONS } from '@waybill/events';
import { etaModelView } from '@waybill/read-model';
import { z } from 'zod';
import { freshness } from '../reading/freshness';
import { asOfPosition } from '../reading/pages';

const share = z.number().min(0).max(1);
const minutes = z.number();

const accuracy = z
  .object({
    trips: z.int(),
    predictions: z.int(),
    meanErrorMinutes: minutes.describe('mean of how far off p50 was'),
    biasMinutes: minutes.describe('more than nothing: they arrived later than was said'),
    medianErrorMinutes: minutes,
    coverage: share.nullable().describe('share of arrivals between p10 and p90, which should be 0.8; each trip counts once'),
    widthMinutes: minutes.nullable().describe('mean of p90 - p10'),
    within15: share.describe('share of arrivals within 15 minutes of p50'),
    within30: share,
    within60: share,
    withinDay: share,
    flips: z.number().describe('how often p50 moved by more than half an hour, for each trip'),
  })
  .meta({ id: 'EtaAccuracy' });

export const accuracyQuery = z.strictObject({
  by: z.enum(ACCURACY_BY).default('hoursOut').describe('what predictions are told apart by'),
  ...freshness,
});
export type AccuracyQuery = z.infer<typeof accuracyQuery>;

export const accuracyAnswer = z.object({
  mostTrips: z.int().describe('it is told of no more shipments than this: of those that arrived last'),
  items: z.array(
    z.object({
      group: z.string().describe('`all`, then hours out, modes, carriers or lanes'),
      predicted: accuracy,
      alone: z
        .array(z.object({ basis: z.enum(ETA_COMPARISONS), did: accuracy, predicted: accuracy }))
        .describe('each way of saying it without learning, beside what was predicted at the same times'),
    }),
  ),
  asOfPosition,
});
export type AccuracyAnswer = z.infer<typeof accuracyAnswer>;

export const modelsAnswer = z.object({ items: z.array(etaModelView), asOfPosition });
export type ModelsAnswer = z.infer<typeof modelsAnswer>;

const shown = ({ meanError, bias, medianError, coverage, width, ...others }: Accuracy): z.infer<typeof accuracy> => ({
  ...others,
  meanErrorMinutes: meanError,
  biasMinutes: bias,
  medianErrorMinutes: medianError,
  coverage: coverage ?? null,
  widthMinutes: width ?? null,
});

export const shownGroup = ({ group, predicted, alone }: GroupAccuracy): AccuracyAnswer['items'][number] => ({
  group,
  predicted: shown(predicted),
  alone: alone.map((one) => ({ basis: one.basis, did: shown(one.did), predicted: shown(one.predicted) })),
});
