import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ShipmentSummary, TimelineEntryView } from '@waybill/read-model';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { freshQuery, type PageAnswer, pageOf, pageQuery } from '../reading/pages';
import { shipmentDetail, shipmentSummary, timelineEntry } from '../reading/views.schemas';
import { filterOf, type ShipmentListQuery, shipmentListQuery } from './list-filter';
import { FindShipment, type ShipmentAnswer } from './shipment-detail.query';
import { ListShipments } from './shipment-list.query';
import { FindTimeline } from './timeline.query';

@Controller('v1/shipments')
export class ShipmentQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('List shipments', 'shipments')
  @Answers(200, pageOf(shipmentSummary), 'A page of shipments')
  @Problems('invalid-position', 'queries-unavailable', 'read-model-behind')
  listShipments(@Query({ schema: shipmentListQuery }) query: ShipmentListQuery): Promise<PageAnswer<ShipmentSummary>> {
    return this.queries.execute(new ListShipments(filterOf(query), query));
  }

  @Get(':shipmentId')
  @AccessFor('coordinator')
  @Summary('Everything about one shipment', 'shipments')
  @Answers(200, shipmentDetail, 'The shipment')
  @Problems('shipment-not-found', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findShipment(
    @Param('shipmentId') shipmentId: string,
    @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>,
  ): Promise<ShipmentAnswer> {
    return this.queries.execute(new FindShipment(shipmentId, query));
  }

  @Get(':shipmentId/timeline')
  @AccessFor('coordinator')
  @Summary('What happened to a shipment, in event-time order', 'shipments')
  @Answers(200, pageOf(timelineEntry), 'A page of the timeline')
  @Problems('shipment-not-found', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findTimeline(
    @Param('shipmentId') shipmentId: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<PageAnswer<TimelineEntryView>> {
    return this.queries.execute(new FindTimeline(shipmentId, query, query));
  }
}
