import { EtaController } from './eta.controller';
import { FindEtaAccuracyHandler } from './eta-accuracy.query';
import { FindEtaHistoryHandler } from './eta-history.query';
import { ListEtaModelsHandler } from './eta-models.query';

export const ETA_CONTROLLERS = [EtaController];
export const ETA_HANDLERS = [FindEtaHistoryHandler, FindEtaAccuracyHandler, ListEtaModelsHandler];
