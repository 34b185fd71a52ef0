import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
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
  constructor(private readonly tracking: Tracking) {}

  execute({ shipmentId, linkId, context }: RevokeTrackingLink): Promise<CommandAnswer> {
    return answered(this.tracking.revokeTrackingLink(shipmentId, linkId, context));
  }
}
