import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { reopenException } from '@waybill/domain';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { stepOnException } from '@waybill/tracking';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ exceptionId, reason, context }: ReopenException): Promise<CommandAnswer> {
    return answered(
      stepOnException(this.writer, 'reopen', exceptionId, context, (state, step) => reopenException(state, { ...step, reason })),
    );
  }
}
