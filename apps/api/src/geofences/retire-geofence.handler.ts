import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Instant } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Let a fence be no more from a time on. */
export class RetireGeofence extends Command<CommandAnswer> {
  constructor(
    readonly geofenceId: string,
    readonly effectiveFrom: Instant | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetireGeofence)
export class RetireGeofenceHandler implements ICommandHandler<RetireGeofence> {
  constructor(private readonly tracking: Tracking) {}

  execute({ geofenceId, effectiveFrom, context }: RetireGeofence): Promise<CommandAnswer> {
    return answered(this.tracking.retireGeofence(geofenceId, effectiveFrom, context));
  }
}
