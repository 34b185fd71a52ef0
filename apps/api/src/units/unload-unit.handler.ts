import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant, Unit } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
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
  constructor(private readonly tracking: Tracking) {}

  execute({ unit, on, at, context }: UnloadUnit): Promise<CommandAnswer> {
    return answered(this.tracking.unloadUnit(unit, on, at, context));
  }
}
