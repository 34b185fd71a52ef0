import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type ShipmentSummary, shipmentSummary, type TimelineEntryView, timelineEntry } from '@waybill/read-model';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, STREAM_PROBLEMS, Summary } from '../docs/describe';
import { parsePosition } from '../reading/freshness';
import { type PageAnswer, pageOf } from '../reading/pages';
import { filterOf, type ShipmentListQuery, shipmentListQuery, timelineQuery } from './list-filter';
import { type ShipmentQuery, shipmentQuery } from './past-parameters';
import { FindShipment } from './shipment-detail.query';
import { ListShipments } from './shipment-list.query';
import { FindShipmentPast } from './shipment-past.query';
import { type ShipmentAnswer, shipmentAnswer } from './shipments.schemas';
import { FindTimeline } from './timeline.query';

@Controller('v1/shipments')
export class ShipmentQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('List shipments', 'shipments')
  @Answers(200, pageOf(shipmentSummary), 'A page of shipments')
  @Problems('invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listShipments(@Query({ schema: shipmentListQuery }) query: ShipmentListQuery): Promise<PageAnswer<ShipmentSummary>> {
    return this.queries.execute(new ListShipments(filterOf(query), query));
  }

  @Get(':shipmentId')
  @AccessFor('coordinator')
  @Summary('Everything about one shipment: now, or where it was at a time as far as was known at another', 'shipments')
  @Answers(200, shipmentAnswer, 'The shipment')
  @Problems('shipment-not-found', 'invalid-position', 'queries-unavailable', 'read-model-behind', 'store-unavailable', ...STREAM_PROBLEMS)
  findShipment(
    @Param('shipmentId') shipmentId: string,
    @Query({ schema: shipmentQuery }) { asOf, knownAt, ...fresh }: ShipmentQuery,
  ): Promise<ShipmentAnswer> {
    if (asOf === undefined && knownAt === undefined) return this.queries.execute(new FindShipment(shipmentId, fresh));
    // Whatever was appended before counts, or else what `knownAt` says: there is nothing else to wait for.
    if (fresh.minPosition !== undefined) parsePosition(fresh.minPosition);
    return this.queries.execute(new FindShipmentPast(shipmentId, asOf, knownAt));
  }

  @Get(':shipmentId/timeline')
  @AccessFor('coordinator')
  @Summary('What happened to a shipment, in event-time order', 'shipments')
  @Answers(200, pageOf(timelineEntry), 'A page of the timeline')
  @Problems('shipment-not-found', 'invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findTimeline(
    @Param('shipmentId') shipmentId: string,
    @Query({ schema: timelineQuery }) query: z.infer<typeof timelineQuery>,
  ): Promise<PageAnswer<TimelineEntryView>> {
    return this.queries.execute(new FindTimeline(shipmentId, query, query));
  }
}
