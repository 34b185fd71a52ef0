import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant, Unit } from '@waybill/events';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { handleShipment } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** A shipment went aboard a unit. */
export class LoadShipment extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly unit: Unit,
    readonly at: Instant | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(LoadShipment)
export class LoadShipmentHandler implements ICommandHandler<LoadShipment> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, unit, at, context }: LoadShipment): Promise<CommandAnswer> {
    return answered(handleShipment(this.writer, 'load', shipmentId, unit, at, context));
  }
}
