import { gunzipSync, gzipSync } from 'node:zlib';
import { type Accuracy, type EtaModel, modelDigest, UNTRAINED } from '@waybill/domain';
import { type EventLog, NO_STREAM } from '@waybill/event-store';
import {
  ETA_MODELS_STREAM,
  type EventType,
  etaModelStream,
  formatInstant,
  type JsonOf,
  type NewEvent,
  storedEventId,
} from '@waybill/events';
import { systemClock } from '@waybill/platform';
import { Refusal } from '../refusal';

const SOURCE = 'urn:waybill:eta';
/** The store takes no more in one event. */
const MOST_BYTES = 900 * 1024;

function eventOf<T extends EventType>(type: T, id: string, stream: string, data: JsonOf<T>): NewEvent<T> {
  const now = formatInstant(systemClock.now());
  const metadata = { specversion: '1.0' as const, id, source: SOURCE, subject: stream, time: now, recordedtime: now };
  return { eventId: storedEventId(SOURCE, id, stream), type, data, metadata };
}

/** A model as an event can carry it. @throws Refusal when it is too large */
function packed(model: EtaModel): string {
  const text = gzipSync(JSON.stringify(model), { level: 9 }).toString('base64');
  if (text.length > MOST_BYTES)
    throw new Refusal(`The model has ${text.length} bytes when compressed, ${MOST_BYTES} are the most: nothing was kept.`);
  return text;
}

/** Keeps a model in the log, in a stream of its own. @throws Refusal when there is one of this version */
export async function keepModel(log: EventLog, model: EtaModel, did: Accuracy | undefined): Promise<void> {
  const stream = etaModelStream(model.version);
  if (await log.readLast(stream)) throw new Refusal(`There is a model ${model.version} already.`);
  const data = {
    version: model.version,
    digest: modelDigest(model),
    seed: model.seed,
    trips: model.trained?.trips ?? 0,
    meanErrorMinutes: did?.meanError,
    coverage: did?.coverage,
    model: packed(model),
  };
  await log.append(stream, NO_STREAM, [eventOf('dev.waybill.eta-model-trained.v1', model.version, stream, data)]);
}

/** Puts a model that was kept in the place of the live one. */
export async function promoteModel(log: EventLog, model: EtaModel, previous: string): Promise<void> {
  const last = await log.readLast(ETA_MODELS_STREAM);
  const data = { version: model.version, digest: modelDigest(model), previous };
  const event = eventOf('dev.waybill.eta-model-promoted.v1', model.version, ETA_MODELS_STREAM, data);
  await log.append(ETA_MODELS_STREAM, last?.revision ?? NO_STREAM, [event]);
}

/** The model that was promoted last; the untrained one when none was. @throws Refusal when it is not what was kept */
export async function liveModel(log: EventLog): Promise<EtaModel> {
  const promoted = await log.readLast(ETA_MODELS_STREAM);
  if (promoted?.type !== 'dev.waybill.eta-model-promoted.v1') return UNTRAINED;
  const { version, digest } = promoted.data;
  const kept = await log.readLast(etaModelStream(version));
  if (kept?.type !== 'dev.waybill.eta-model-trained.v1') throw new Refusal(`The model ${version} was promoted and is not in the log.`);
  const model = JSON.parse(gunzipSync(Buffer.from(kept.data.model, 'base64')).toString()) as EtaModel;
  if (modelDigest(model) !== digest) throw new Refusal(`The model ${version} is not the one that was promoted: its digest differs.`);
  return model;
}
