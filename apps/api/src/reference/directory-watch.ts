import type { EventLog } from '@waybill/event-store';
import type { ReferenceCategory } from '@waybill/events';
import type { Clock, Logger } from '@waybill/platform';
import { keepDirectory, SPACING } from '@waybill/streams';

const CATEGORIES: readonly ReferenceCategory[] = ['apikey', 'geofence', 'site', 'source', 'trackingpage'];

/** Lists what the directories of reference data lack, once at the start and then each time the log has grown by so much. */
export class DirectoryWatch {
  private looked: bigint | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly signal: AbortSignal,
  ) {}

  reached(position: bigint): void {
    if (this.looked !== undefined && position - this.looked < SPACING) return;
    this.looked = position;
    this.look(position).catch((err) => this.logger.warn({ err }, 'The directories of reference data could not be brought up to date'));
  }

  private async look(position: bigint): Promise<void> {
    const keeping = { log: this.log, now: () => this.clock.now(), signal: this.signal };
    for (const category of CATEGORIES) await keepDirectory(category, position, keeping);
  }
}
