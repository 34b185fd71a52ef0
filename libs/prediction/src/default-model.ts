import { type EtaModel, UNTRAINED } from '@waybill/domain';

/** What predicts until a model that was trained on the own log is promoted. */
export const defaultModel = (): EtaModel => UNTRAINED;
