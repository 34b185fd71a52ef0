import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant, Unit } from '@waybill/events';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import { handleUnit } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** A unit left the one it was on. */
export class UnloadUnit extends Command<CommandAnswer> {
  constructor(
    readonly unit: Unit,
    readonly on: Unit,
    readonly at: Instant | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UnloadUnit)
export class UnloadUnitHandler implements ICommandHandler<UnloadUnit> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ unit, on, at, context }: UnloadUnit): Promise<CommandAnswer> {
    return answered(handleUnit(this.writer, 'unload', unit, on, at, context));
  }
}
