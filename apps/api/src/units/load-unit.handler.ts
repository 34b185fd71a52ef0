import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant, Unit } from '@waybill/events';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { handleUnit } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** A unit went onto another one. */
export class LoadUnit extends Command<CommandAnswer> {
  constructor(
    readonly unit: Unit,
    readonly on: Unit,
    readonly at: Instant | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(LoadUnit)
export class LoadUnitHandler implements ICommandHandler<LoadUnit> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ unit, on, at, context }: LoadUnit): Promise<CommandAnswer> {
    return answered(handleUnit(this.writer, 'load', unit, on, at, context));
  }
}
