import type { Logger } from '@waybill/platform';
import { type ActiveBuild, goBackTo, isRunByNewer, type ReadDatabase } from '@waybill/read-model';
import type { ProcessorDefinition } from '../processor';

/** How processors go back to older definitions. */
export interface GoingBackParts {
  readonly database: ReadDatabase;
  readonly logger: Logger;
  /** For how long no process may have run the newer definition before the older one takes over: longer than a process takes to start again. */
  readonly goBackAfterMs: number;
}

/**
 * After a rollback the live builds are by newer definitions than this release's, which nothing runs any more: their rows would stand still. Once
 * that has been so for a while, the definitions of this release are put in their place. Beside a newer release that runs, nothing is done.
 */
export class GoingBack {
  /** On the monotonic clock: when a newer definition of a processor was last run, as far as this process has seen. */
  private readonly heardAt = new Map<string, number>();

  constructor(
    private readonly parts: GoingBackParts,
    private readonly definitions: readonly ProcessorDefinition[],
  ) {}

  async look(active: readonly ActiveBuild[]): Promise<void> {
    for (const { name, kind, version: definition } of this.definitions) {
      const isBehind = active.some((build) => build.name === name && build.state === 'live' && build.definition > definition);
      if (!isBehind) this.heardAt.delete(name);
      else await this.waitOrGo({ name, kind, definition });
    }
  }

  private async waitOrGo(processor: { readonly name: string; readonly kind: ProcessorDefinition['kind']; readonly definition: number }) {
    const { database, logger, goBackAfterMs } = this.parts;
    const now = performance.now();
    const heardAt = this.heardAt.get(processor.name);
    if (heardAt === undefined || (await isRunByNewer(database, processor))) this.heardAt.set(processor.name, now);
    else if (now - heardAt >= goBackAfterMs && (await goBackTo(database, processor)))
      logger.warn(
        { processor: processor.name, definition: processor.definition },
        'Nothing runs its newer definition any more: it goes back to that of this release',
      );
  }
}
