import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { cancel, SHIPMENT } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Cancel a shipment. */
export class CancelShipment extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly reason: string | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CancelShipment)
export class CancelShipmentHandler implements ICommandHandler<CancelShipment> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, reason, context }: CancelShipment): Promise<CommandAnswer> {
    return answered(
      carryOut(this.writer, SHIPMENT, shipmentId, commandOf('cancel', context), (state) => cancel(state, shipmentId, reason)),
    );
  }
}
