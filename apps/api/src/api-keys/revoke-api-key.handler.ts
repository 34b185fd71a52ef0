import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { API_KEY, revokeApiKey } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ keyId, context }: RevokeApiKey): Promise<CommandAnswer> {
    return answered(carryOut(this.writer, API_KEY, keyId, commandOf('revoke', context), (state) => revokeApiKey(state, keyId)));
  }
}
