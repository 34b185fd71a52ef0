import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FenceTerms, Instant } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Let a fence be another one from a time on. */
export class RedrawGeofence extends Command<CommandAnswer> {
  constructor(
    readonly geofenceId: string,
    readonly terms: FenceTerms,
    readonly effectiveFrom: Instant | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RedrawGeofence)
export class RedrawGeofenceHandler implements ICommandHandler<RedrawGeofence> {
  constructor(private readonly tracking: Tracking) {}

  execute({ geofenceId, terms, effectiveFrom, context }: RedrawGeofence): Promise<CommandAnswer> {
    return answered(this.tracking.redrawGeofence(geofenceId, terms, effectiveFrom, context));
  }
}
