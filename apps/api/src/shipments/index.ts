import { AssignIdentifierHandler } from './assign-identifier.handler';
import { CancelShipmentHandler } from './cancel-shipment.handler';
import { DeliverShipmentHandler } from './deliver-shipment.handler';
import { EventsController } from './events.controller';
import { ListEventsHandler } from './events.query';
import { LoadShipmentHandler } from './load-shipment.handler';
import { PlanRouteHandler } from './plan-route.handler';
import { RegisterShipmentHandler } from './register-shipment.handler';
import { ReleaseIdentifierHandler } from './release-identifier.handler';
import { RetractFactHandler } from './retract-fact.handler';
import { ShipmentCommandsController } from './shipment-commands.controller';
import { FindShipmentHandler } from './shipment-detail.query';
import { ListShipmentsHandler } from './shipment-list.query';
import { FindShipmentPastHandler } from './shipment-past.query';
import { ShipmentQueriesController } from './shipment-queries.controller';
import { FindTimelineHandler } from './timeline.query';
import { UnloadShipmentHandler } from './unload-shipment.handler';

export const SHIPMENT_CONTROLLERS = [ShipmentCommandsController, ShipmentQueriesController, EventsController];
export const SHIPMENT_HANDLERS = [
  RegisterShipmentHandler,
  PlanRouteHandler,
  AssignIdentifierHandler,
  ReleaseIdentifierHandler,
  LoadShipmentHandler,
  UnloadShipmentHandler,
  DeliverShipmentHandler,
  CancelShipmentHandler,
  RetractFactHandler,
  FindShipmentHandler,
  FindShipmentPastHandler,
  ListShipmentsHandler,
  FindTimelineHandler,
  ListEventsHandler,
];
