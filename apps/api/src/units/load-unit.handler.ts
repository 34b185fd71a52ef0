import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant, Unit } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
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
  constructor(private readonly tracking: Tracking) {}

  execute({ unit, on, at, context }: LoadUnit): Promise<CommandAnswer> {
    return answered(this.tracking.loadUnit(unit, on, at, context));
  }
}
