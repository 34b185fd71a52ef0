import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { retractFact, SHIPMENT } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, eventId, reason, context }: RetractFact): Promise<CommandAnswer> {
    const command = commandOf(`retract ${eventId}`, context);
    return answered(
      carryOut(this.writer, SHIPMENT, shipmentId, command, (state, { seen }) =>
        retractFact(state, Boolean(seen.hashOf(eventId)), eventId, reason),
      ),
    );
  }
}
