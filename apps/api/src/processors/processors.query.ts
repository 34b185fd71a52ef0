import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { type ProcessorPartition, processorPartitions, ReadDatabase } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { CLOCK } from '../tokens';
import { type Backlog, BacklogWatch } from './backlog';

/** How far one partition of one processor is, and how far the log. */
export interface ProcessorStatus extends Omit<ProcessorPartition, 'position' | 'emittedPosition'> {
  readonly position: string | null;
  readonly emittedPosition: string | null;
  readonly head: string | null;
  /** Events of the log that it has not passed; at most 1,000 are counted. */
  readonly lagEvents: number;
  /** Age of the oldest of them; 0 only at the true head. */
  readonly lagSeconds: number;
}

export interface ProcessorsAnswer {
  readonly items: readonly ProcessorStatus[];
  readonly nextCursor: null;
  readonly asOfPosition: string;
}

/** How far every processor is behind the log. */
export class ListProcessors extends Query<ProcessorsAnswer> {
  constructor(readonly freshness: FreshnessQuery) {
    super();
  }
}

function statusOf(partition: ProcessorPartition, backlog: Backlog): ProcessorStatus {
  const { position, emittedPosition } = partition;
  const lag = backlog.after(position ?? -1n);
  return {
    ...partition,
    position: position?.toString() ?? null,
    emittedPosition: emittedPosition?.toString() ?? null,
    head: backlog.head?.toString() ?? null,
    ...lag,
  };
}

@QueryHandler(ListProcessors)
export class ListProcessorsHandler implements IQueryHandler<ListProcessors> {
  constructor(
    private readonly database: ReadDatabase,
    private readonly backlogs: BacklogWatch,
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ freshness }: ListProcessors): Promise<ProcessorsAnswer> {
    if (freshness.minPosition !== undefined || freshness.settled !== undefined) await this.freshness.wait(freshness, await this.names());
    const partitions = await processorPartitions(this.database);
    const backlog = await this.backlogs.behind(
      partitions.filter(({ live }) => live),
      this.clock.now(),
    );
    const items = partitions.map((partition) => statusOf(partition, backlog));
    return { items, nextCursor: null, asOfPosition: (backlog.lowest < 0n ? 0n : backlog.lowest).toString() };
  }

  private async names(): Promise<string[]> {
    return [...new Set((await processorPartitions(this.database)).map(({ processor }) => processor))];
  }
}
