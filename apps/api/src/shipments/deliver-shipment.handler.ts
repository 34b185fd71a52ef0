import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Delivery, deliver, SHIPMENT } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Record the delivery of a shipment. */
export class DeliverShipment extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly delivery: Delivery,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeliverShipment)
export class DeliverShipmentHandler implements ICommandHandler<DeliverShipment> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, delivery, context }: DeliverShipment): Promise<CommandAnswer> {
    const now = this.writer.now();
    const command = commandOf('deliver', context);
    return answered(carryOut(this.writer, SHIPMENT, shipmentId, command, (state) => deliver(state, shipmentId, delivery, now)));
  }
}
