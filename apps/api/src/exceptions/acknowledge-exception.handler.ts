import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { acknowledgeException } from '@waybill/domain';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { stepOnException } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Say that an exception has been seen. */
export class AcknowledgeException extends Command<CommandAnswer> {
  constructor(
    readonly exceptionId: string,
    readonly reason: string | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AcknowledgeException)
export class AcknowledgeExceptionHandler implements ICommandHandler<AcknowledgeException> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ exceptionId, reason, context }: AcknowledgeException): Promise<CommandAnswer> {
    return answered(
      stepOnException(this.writer, 'acknowledge', exceptionId, context, (state, step) => acknowledgeException(state, { ...step, reason })),
    );
  }
}
