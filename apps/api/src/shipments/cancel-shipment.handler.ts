import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
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
  constructor(private readonly tracking: Tracking) {}

  execute({ shipmentId, reason, context }: CancelShipment): Promise<CommandAnswer> {
    return answered(this.tracking.cancel(shipmentId, { reason }, context));
  }
}
