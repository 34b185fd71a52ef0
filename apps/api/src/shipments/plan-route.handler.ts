import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { LineString } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Set or replace the planned route of a shipment. */
export class PlanRoute extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly route: LineString,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PlanRoute)
export class PlanRouteHandler implements ICommandHandler<PlanRoute> {
  constructor(private readonly tracking: Tracking) {}

  execute({ shipmentId, route, context }: PlanRoute): Promise<CommandAnswer> {
    return answered(this.tracking.planRoute(shipmentId, route, context));
  }
}
