import { ETA_BASES, ETA_ENDINGS } from '@waybill/events';
import { z } from 'zod';
import { time, type View } from '../view';

const reason = z
  .object({
    code: z.string(),
    text: z.string().describe('in words, with numbers'),
    minutes: z.int().describe('by how many minutes it makes the arrival later, about; less than nothing: earlier'),
  })
  .meta({ id: 'EtaReason' });

/** When a shipment is expected. */
export const etaView = z
  .object({
    p10: time.describe('arrives earlier than this once in ten times'),
    p50: time.describe('as likely earlier as later'),
    p90: time.describe('arrives later than this once in ten times'),
    basis: z.enum(ETA_BASES).describe('what it goes by: the way left, the carrier, the plan with or without the delay so far, the lane'),
    reasons: z.array(reason).describe('what moves it most'),
    modelVersion: z.string(),
    calculatedAt: time,
  })
  .meta({ id: 'Eta' });
export type EtaView = View<typeof etaView>;

/** One thing that was said of an arrival, as it was believed then. */
export const etaStep = z
  .object({
    calculatedAt: time,
    p10: time.nullable(),
    p50: time.nullable().describe('null: from then on nothing was expected'),
    p90: time.nullable(),
    previous: time.nullable().describe('p50 of the one before'),
    basis: z.enum(ETA_BASES).nullable(),
    reasons: z.array(reason).nullable(),
    modelVersion: z.string().nullable(),
    hoursOut: z.number().nullable(),
    ending: z.enum(ETA_ENDINGS).nullable().describe('why nothing was expected any more'),
    arrivedAt: time.nullable(),
    cause: z.string().describe('stored id of the event that brought it about'),
    late: z.boolean().describe('said more than ten minutes after its cause was taken in'),
    eventId: z.string(),
  })
  .meta({ id: 'EtaStep' });
export type EtaStep = View<typeof etaStep>;

/** A model that was trained on this log. */
export const etaModelView = z
  .object({
    version: z.string(),
    digest: z.string(),
    seed: z.int().nullable(),
    trips: z.int().nullable().describe('that it was trained on'),
    meanErrorMinutes: z.number().nullable().describe('of p50, on later trips that it had not seen'),
    coverage: z.number().nullable().describe('share of those that p10 to p90 held'),
    trainedAt: time.nullable(),
    promotedAt: time.nullable(),
    live: z.boolean().describe('what predicts now; while none is live, the default model does'),
  })
  .meta({ id: 'EtaModel' });
export type EtaModelView = View<typeof etaModelView>;
