import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import type { GivenIdentifier } from '@waybill/tracking';
import { assignName } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Let a name stand for a shipment. */
export class AssignIdentifier extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly identifier: GivenIdentifier,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AssignIdentifier)
export class AssignIdentifierHandler implements ICommandHandler<AssignIdentifier> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, identifier, context }: AssignIdentifier): Promise<CommandAnswer> {
    return answered(assignName(this.writer, shipmentId, identifier, context));
  }
}
