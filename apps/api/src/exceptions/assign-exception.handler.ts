import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Say who sees to an exception. */
export class AssignException extends Command<CommandAnswer> {
  constructor(
    readonly exceptionId: string,
    readonly assignee: string,
    readonly reason: string | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AssignException)
export class AssignExceptionHandler implements ICommandHandler<AssignException> {
  constructor(private readonly tracking: Tracking) {}

  execute({ exceptionId, assignee, reason, context }: AssignException): Promise<CommandAnswer> {
    return answered(this.tracking.exceptions.assign(exceptionId, assignee, reason, context));
  }
}
