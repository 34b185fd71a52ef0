import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Declare an earlier fact of a shipment wrong. */
export class RetractFact extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly eventId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetractFact)
export class RetractFactHandler implements ICommandHandler<RetractFact> {
  constructor(private readonly tracking: Tracking) {}

  execute({ shipmentId, eventId, reason, context }: RetractFact): Promise<CommandAnswer> {
    return answered(this.tracking.retractFact(shipmentId, eventId, reason, context));
  }
}
