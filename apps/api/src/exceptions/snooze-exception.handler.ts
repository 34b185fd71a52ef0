import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { snoozeException } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { stepOnException } from '@waybill/tracking';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ exceptionId, until, reason, context }: SnoozeException): Promise<CommandAnswer> {
    const now = this.writer.now();
    return answered(
      stepOnException(this.writer, 'snooze', exceptionId, context, (state, step) =>
        snoozeException(state, { ...step, until, reason }, now),
      ),
    );
  }
}
