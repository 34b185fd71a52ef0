import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Put an exception off. */
export class SnoozeException extends Command<CommandAnswer> {
  constructor(
    readonly exceptionId: string,
    readonly until: Instant,
    readonly reason: string | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SnoozeException)
export class SnoozeExceptionHandler implements ICommandHandler<SnoozeException> {
  constructor(private readonly tracking: Tracking) {}

  execute({ exceptionId, until, reason, context }: SnoozeException): Promise<CommandAnswer> {
    return answered(this.tracking.exceptions.snooze(exceptionId, until, reason, context));
  }
}
