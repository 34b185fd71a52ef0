import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant, Unit } from '@waybill/events';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { handleShipment } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** A shipment left a unit. */
export class UnloadShipment extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly unit: Unit,
    readonly at: Instant | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UnloadShipment)
export class UnloadShipmentHandler implements ICommandHandler<UnloadShipment> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, unit, at, context }: UnloadShipment): Promise<CommandAnswer> {
    return answered(handleShipment(this.writer, 'unload', shipmentId, unit, at, context));
  }
}
