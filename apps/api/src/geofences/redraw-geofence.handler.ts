import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { GEOFENCE, redrawGeofence } from '@waybill/domain';
import type { FenceTerms, Instant } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ geofenceId, terms, effectiveFrom, context }: RedrawGeofence): Promise<CommandAnswer> {
    const from = effectiveFrom ?? this.writer.now();
    const command = commandOf(`redraw ${geofenceId}`, context);
    return answered(carryOut(this.writer, GEOFENCE, geofenceId, command, (state) => redrawGeofence(state, { ...terms, geofenceId }, from)));
  }
}
