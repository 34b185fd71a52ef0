import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { resolveException } from '@waybill/domain';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { stepOnException } from '@waybill/tracking';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ exceptionId, reason, context }: ResolveException): Promise<CommandAnswer> {
    return answered(
      stepOnException(this.writer, 'resolve', exceptionId, context, (state, step) => resolveException(state, { ...step, reason })),
    );
  }
}
