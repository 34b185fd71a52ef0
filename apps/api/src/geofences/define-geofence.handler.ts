import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FenceTerms, Instant } from '@waybill/events';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
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
  constructor(private readonly tracking: Tracking) {}

  async execute({ terms, effectiveFrom, context }: DefineGeofence): Promise<DefinedGeofence> {
    const { geofenceId, position } = await carriedOut(this.tracking.defineGeofence(terms, effectiveFrom, context));
    return { id: geofenceId, position: position.toString() };
  }
}
