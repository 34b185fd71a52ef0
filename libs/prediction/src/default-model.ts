import type { EtaModel } from '@waybill/domain';
import { DEFAULT_MODEL } from './default-model.data';
import { unpackedModel } from './packing';

let known: EtaModel | undefined;

/**
 * What predicts until a model that was trained on the own log is promoted. It was trained on synthetic road trips (docs/eta.md, ADR 34) and
 * knows no carrier, lane or site; what does not go by road is predicted as if nothing had been learned.
 */
export function defaultModel(): EtaModel {
  known ??= unpackedModel(DEFAULT_MODEL);
  return known;
}
