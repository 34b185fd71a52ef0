import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventLog } from '@waybill/event-store';
import { deliveriesStream } from '@waybill/events';
import { noSuchSource } from '../sources/source.query';
import { Sources } from '../sources/sources';
import type { ReceivedPush } from './received-pushes.schemas';

/** What became of the last pushes of a source, newest first. */
export class ListDeliveries extends Query<{ readonly items: readonly ReceivedPush[] }> {
  constructor(readonly sourceId: string) {
    super();
  }
}

const LAST = 100;

/** Read from the log itself: the stream is short to read backwards, and so there is no table to keep or to rebuild. */
@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(
    private readonly log: EventLog,
    private readonly sources: Sources,
  ) {}

  async execute({ sourceId }: ListDeliveries): Promise<{ readonly items: readonly ReceivedPush[] }> {
    if (!(await this.sources.find(sourceId))) throw noSuchSource(sourceId);
    const items: ReceivedPush[] = [];
    for await (const event of this.log.read(deliveriesStream(sourceId), { direction: 'backwards', maxCount: LAST })) {
      if (event.type !== 'dev.waybill.push-taken-in.v1') continue;
      const { counts, scans, push, revision: _, ...rest } = event.data;
      const stored = scans.map(({ id = null, reason = null, detail = null, ...scan }) => ({ ...scan, id, reason, detail }));
      items.push({ id: push, receivedAt: event.metadata.recordedtime, ...rest, ...counts, scans: stored });
    }
    return { items };
  }
}
