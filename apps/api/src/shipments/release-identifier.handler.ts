import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import type { GivenIdentifier } from '@waybill/tracking';
import { releaseName } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Let a name no longer stand for a shipment, from now on. */
export class ReleaseIdentifier extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly identifier: GivenIdentifier,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReleaseIdentifier)
export class ReleaseIdentifierHandler implements ICommandHandler<ReleaseIdentifier> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, identifier, context }: ReleaseIdentifier): Promise<CommandAnswer> {
    return answered(releaseName(this.writer, shipmentId, identifier, context));
  }
}
