import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Open an exception again. */
export class ReopenException extends Command<CommandAnswer> {
  constructor(
    readonly exceptionId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReopenException)
export class ReopenExceptionHandler implements ICommandHandler<ReopenException> {
  constructor(private readonly tracking: Tracking) {}

  execute({ exceptionId, reason, context }: ReopenException): Promise<CommandAnswer> {
    return answered(this.tracking.exceptions.reopen(exceptionId, reason, context));
  }
}
