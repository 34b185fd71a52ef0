import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Say that somebody has seen an exception. */
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
  constructor(private readonly tracking: Tracking) {}

  execute({ exceptionId, reason, context }: AcknowledgeException): Promise<CommandAnswer> {
    return answered(this.tracking.exceptions.acknowledge(exceptionId, reason, context));
  }
}
