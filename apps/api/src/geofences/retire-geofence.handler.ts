import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { GEOFENCE, retireGeofence } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
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
  constructor(private readonly writer: StreamWriter) {}

  execute({ geofenceId, effectiveFrom, context }: RetireGeofence): Promise<CommandAnswer> {
    const from = effectiveFrom ?? this.writer.now();
    // The time is in the address, not in the body, and part of what an Idempotency-Key stands for.
    const command = commandOf(`retire ${geofenceId} ${effectiveFrom ?? ''}`, context);
    return answered(carryOut(this.writer, GEOFENCE, geofenceId, command, (state) => retireGeofence(state, geofenceId, from)));
  }
}
