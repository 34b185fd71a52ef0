import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planRoute, SHIPMENT } from '@waybill/domain';
import type { LineString } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, route, context }: PlanRoute): Promise<CommandAnswer> {
    return answered(
      carryOut(this.writer, SHIPMENT, shipmentId, commandOf('route', context), (state) => planRoute(state, shipmentId, { route })),
    );
  }
}
