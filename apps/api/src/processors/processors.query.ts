import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { type ProcessorPartition, processorPartitions, ReadDatabase } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { CLOCK } from '../tokens';
import { type Backlog, BacklogWatch, positionOf } from './backlog';
import type { ProcessorStatus, ProcessorsAnswer } from './processors.schemas';

/** How far every processor is behind the log. */
export class ListProcessors extends Query<ProcessorsAnswer> {
  constructor(readonly freshness: FreshnessQuery) {
    super();
  }
}

const statusOf = (partition: ProcessorPartition, backlog: Backlog): ProcessorStatus => ({
  ...partition,
  head: backlog.head?.toString() ?? null,
  ...backlog.after(positionOf(partition)),
});

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
