import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant } from '@waybill/events';
import { type CommandContext, Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** When, and what proves it. */
export interface Delivery {
  readonly at?: Instant;
  readonly proof?: { readonly reference?: string };
}

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
