import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { assignException } from '@waybill/domain';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { stepOnException } from '@waybill/tracking';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ exceptionId, assignee, reason, context }: AssignException): Promise<CommandAnswer> {
    return answered(
      stepOnException(this.writer, 'assign', exceptionId, context, (state, step) => assignException(state, { ...step, assignee, reason })),
    );
  }
}
