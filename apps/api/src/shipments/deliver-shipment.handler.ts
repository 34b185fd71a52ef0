import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Delivery } from '@waybill/domain';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
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
  constructor(private readonly tracking: Tracking) {}

  execute({ shipmentId, delivery, context }: DeliverShipment): Promise<CommandAnswer> {
    return answered(this.tracking.deliver(shipmentId, delivery, context));
  }
}
