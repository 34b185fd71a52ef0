import { CarriersController } from './carriers.controller';
import { DeliveriesController } from './deliveries.controller';
import { ListDeliveriesHandler } from './deliveries.query';
import { RenormalizationController } from './renormalization.controller';
import { RenormalizeHandler } from './renormalize.handler';
import { TakeInPushHandler } from './take-in-push.handler';
import { ListUnmappedCodesHandler } from './unmapped-codes.query';

export const CARRIER_CONTROLLERS = [CarriersController, DeliveriesController, RenormalizationController];
export const CARRIER_HANDLERS = [TakeInPushHandler, RenormalizeHandler, ListDeliveriesHandler, ListUnmappedCodesHandler];
