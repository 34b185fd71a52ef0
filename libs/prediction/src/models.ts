import { type Accuracy, type EtaModel, FEATURE_NAMES, modelDigest } from '@waybill/domain';
import { type EventLog, NO_STREAM } from '@waybill/event-store';
import {
  type DataOf,
  ETA_MODELS_STREAM,
  type EventType,
  etaModelStream,
  formatInstant,
  type Instant,
  type JsonOf,
  type NewEvent,
  storedEventId,
} from '@waybill/events';
import { defaultModel } from './default-model';
import { packedModel, unpackedModel } from './packing';

const SOURCE = 'urn:waybill:eta';
/** The store takes no more in one event. */
const MOST_BYTES = 900 * 1024;

/** A model cannot be kept or used; the message says why. */
export class UnusableModel extends Error {}

export const fitsAnEvent = (model: EtaModel): boolean => packedModel(model).length <= MOST_BYTES;

function eventOf<T extends EventType>(type: T, id: string, stream: string, data: JsonOf<T>, now: Instant): NewEvent<T> {
  const time = formatInstant(now);
  const metadata = { specversion: '1.0' as const, id, source: SOURCE, subject: stream, time, recordedtime: time };
  return { eventId: storedEventId(SOURCE, id, stream), type, data, metadata };
}

/** Keeps a model in the log, in a stream of its own. @throws UnusableModel when there is one of this version, or it is too large */
export async function keepModel(log: EventLog, model: EtaModel, did: Accuracy | undefined, now: Instant): Promise<void> {
  const stream = etaModelStream(model.version);
  if (await log.readLast(stream)) throw new UnusableModel(`There is a model ${model.version} already.`);
  if (!fitsAnEvent(model)) throw new UnusableModel(`The model has more than ${MOST_BYTES} bytes when compressed: nothing was kept.`);
  const data = {
    version: model.version,
    digest: modelDigest(model),
    seed: model.seed,
    trips: model.trained?.trips ?? 0,
    meanErrorMinutes: did?.meanError,
    coverage: did?.coverage,
    model: packedModel(model),
  };
  await log.append(stream, NO_STREAM, [eventOf('dev.waybill.eta-model-trained.v1', model.version, stream, data, now)]);
}

/** Puts a model that was kept in the place of the live one. */
export async function promoteModel(log: EventLog, model: EtaModel, previous: string, now: Instant): Promise<void> {
  const last = await log.readLast(ETA_MODELS_STREAM);
  const data = { version: model.version, digest: modelDigest(model), previous };
  const event = eventOf('dev.waybill.eta-model-promoted.v1', model.version, ETA_MODELS_STREAM, data, now);
  await log.append(ETA_MODELS_STREAM, last?.revision ?? NO_STREAM, [event]);
}

const isOfTheseFeatures = ({ features }: EtaModel): boolean => features.length === 0 || features.join() === FEATURE_NAMES.join();

/** A model that was promoted. @throws UnusableModel when it is not what was kept, or looks at other features than this release does */
async function promotedModel(log: EventLog, { version, digest }: DataOf<'dev.waybill.eta-model-promoted.v1'>): Promise<EtaModel> {
  const kept = await log.readLast(etaModelStream(version));
  if (kept?.type !== 'dev.waybill.eta-model-trained.v1')
    throw new UnusableModel(`The model ${version} was promoted and is not in the log.`);
  const model = unpackedModel(kept.data.model);
  if (modelDigest(model) !== digest) throw new UnusableModel(`The model ${version} is not the one that was promoted: its digest differs.`);
  if (!isOfTheseFeatures(model))
    throw new UnusableModel(`The model ${version} is of another release: train a new one with npm run eta:train.`);
  return model;
}

/** The model that was promoted last; the default one when none was. @throws UnusableModel */
export async function liveModel(log: EventLog): Promise<EtaModel> {
  const promoted = await log.readLast(ETA_MODELS_STREAM);
  return promoted?.type === 'dev.waybill.eta-model-promoted.v1' ? promotedModel(log, promoted.data) : defaultModel();
}
