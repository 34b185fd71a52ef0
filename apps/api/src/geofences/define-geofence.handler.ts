import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { defineGeofence, GEOFENCE } from '@waybill/domain';
import { derivedId, type FenceTerms, type Instant } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { carriedOut } from '../commands/outcome';
import type { DefinedGeofence } from './geofences.schemas';

/** Let there be a fence from a time on. */
export class DefineGeofence extends Command<DefinedGeofence> {
  constructor(
    readonly terms: FenceTerms,
    readonly effectiveFrom: Instant | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DefineGeofence)
export class DefineGeofenceHandler implements ICommandHandler<DefineGeofence> {
  constructor(private readonly writer: StreamWriter) {}

  async execute({ terms, effectiveFrom, context }: DefineGeofence): Promise<DefinedGeofence> {
    const command = commandOf('define geofence', context);
    const geofenceId = derivedId('geofence', command.id);
    const from = effectiveFrom ?? this.writer.now();
    const { position } = await carriedOut(
      carryOut(this.writer, GEOFENCE, geofenceId, command, (state) => defineGeofence(state, { ...terms, geofenceId }, from)),
    );
    return { id: geofenceId, position: position.toString() };
  }
}
