import { CarriersController } from './carriers.controller';
import { DeliveriesController } from './deliveries.controller';
import { ListDeliveriesHandler } from './deliveries.query';
import { TakeInPushHandler } from './take-in-push.handler';
import { ListUnmappedCodesHandler } from './unmapped-codes.query';

export const CARRIER_CONTROLLERS = [CarriersController, DeliveriesController];
export const CARRIER_HANDLERS = [TakeInPushHandler, ListDeliveriesHandler, ListUnmappedCodesHandler];
