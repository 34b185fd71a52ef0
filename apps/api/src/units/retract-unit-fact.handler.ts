import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IDENTIFIER, retractReport } from '@waybill/domain';
import type { Unit } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { unitFactId } from '@waybill/tracking';
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
  constructor(private readonly writer: StreamWriter) {}

  /** For the unit and all aboard: the attribution reactor retracts the copies. The id that was given may be that of a copy. */
  async execute({ unit, eventId: given, reason, context }: RetractUnitFact): Promise<CommandAnswer> {
    const eventId = await unitFactId(this.writer, unit, given);
    const command = commandOf(`retract ${eventId}`, context);
    return answered(
      carryOut(this.writer, IDENTIFIER, unit, command, (state, { seen }) =>
        retractReport(state, Boolean(seen.hashOf(eventId)), eventId, reason),
      ),
    );
  }
}
