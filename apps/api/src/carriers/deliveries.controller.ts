import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { ListDeliveries } from './deliveries.query';
import { type ReceivedPush, receivedPushes, type UnmappedCode, unmappedCodes } from './received-pushes.schemas';
import { ListUnmappedCodes } from './unmapped-codes.query';

@Controller('v1')
export class DeliveriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get('sources/:sourceId/deliveries')
  @AccessFor('operator')
  @Summary('What became of the last 100 pushes of a source', 'sources')
  @Answers(200, receivedPushes, 'Newest first, scan by scan')
  @Problems('source-not-found', 'store-unavailable')
  listDeliveries(@Param('sourceId') sourceId: string): Promise<{ readonly items: readonly ReceivedPush[] }> {
    return this.queries.execute(new ListDeliveries(sourceId));
  }

  @Get('unmapped-codes')
  @AccessFor('coordinator')
  @Summary('Codes of senders that no status map has', 'sources')
  @Answers(200, unmappedCodes, 'Each once, where it was met first')
  @Problems('store-unavailable')
  listUnmappedCodes(): Promise<{ readonly items: readonly UnmappedCode[] }> {
    return this.queries.execute(new ListUnmappedCodes());
  }
}
