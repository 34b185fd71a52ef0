import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { revokeTrackingLink, SHIPMENT } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Let a tracking link no longer work. */
export class RevokeTrackingLink extends Command<CommandAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly linkId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RevokeTrackingLink)
export class RevokeTrackingLinkHandler implements ICommandHandler<RevokeTrackingLink> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ shipmentId, linkId, context }: RevokeTrackingLink): Promise<CommandAnswer> {
    const command = commandOf(`revoke ${linkId}`, context);
    return answered(carryOut(this.writer, SHIPMENT, shipmentId, command, (state) => revokeTrackingLink(state, shipmentId, linkId)));
  }
}
