import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Let an API key no longer open anything. */
export class RevokeApiKey extends Command<CommandAnswer> {
  constructor(
    readonly keyId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(private readonly tracking: Tracking) {}

  execute({ keyId, context }: RevokeApiKey): Promise<CommandAnswer> {
    return answered(this.tracking.revokeApiKey(keyId, context));
  }
}
