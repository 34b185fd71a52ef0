import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Unit } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Declare an earlier fact of a unit wrong, for all aboard. */
export class RetractUnitFact extends Command<CommandAnswer> {
  constructor(
    readonly unit: Unit,
    readonly eventId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetractUnitFact)
export class RetractUnitFactHandler implements ICommandHandler<RetractUnitFact> {
  constructor(private readonly tracking: Tracking) {}

  execute({ unit, eventId, reason, context }: RetractUnitFact): Promise<CommandAnswer> {
    return answered(this.tracking.retractUnitFact(unit, eventId, reason, context));
  }
}
