import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { CloudEventJson } from '@waybill/event-store';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, STREAM_PROBLEMS, Summary } from '../docs/describe';
import { type PageAnswer, pageOf, pageQuery } from '../reading/pages';
import { ListEvents } from './events.query';

const cloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().describe("the sender's id"),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: z.string().describe('event time as sent'),
    recordedtime: z.string().describe('when it was taken in'),
    eventid: z.string().describe('UUID under which it is stored here; what a retraction names'),
    data: z.unknown(),
  })
  .meta({ id: 'StoredCloudEvent' });

@Controller('v1/shipments/:shipmentId/events')
export class EventsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('The events of a shipment and of its exceptions as CloudEvents, in the order of the log', 'shipments')
  @Answers(200, pageOf(cloudEvent), 'A page of the stream')
  @Problems('shipment-not-found', 'invalid-cursor', 'invalid-position', 'store-unavailable', 'read-model-behind', ...STREAM_PROBLEMS)
  listEvents(
    @Param('shipmentId') shipmentId: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<PageAnswer<CloudEventJson>> {
    return this.queries.execute(new ListEvents(shipmentId, query));
  }
}
