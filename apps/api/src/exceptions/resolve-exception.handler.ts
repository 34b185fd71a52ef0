import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Close an exception. */
export class ResolveException extends Command<CommandAnswer> {
  constructor(
    readonly exceptionId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ResolveException)
export class ResolveExceptionHandler implements ICommandHandler<ResolveException> {
  constructor(private readonly tracking: Tracking) {}

  execute({ exceptionId, reason, context }: ResolveException): Promise<CommandAnswer> {
    return answered(this.tracking.exceptions.resolve(exceptionId, reason, context));
  }
}
