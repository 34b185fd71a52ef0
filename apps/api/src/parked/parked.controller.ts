import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type ParkedReportView, parkedReport } from '@waybill/read-model';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { type PageAnswer, pageOf, pageQuery } from '../reading/pages';
import { ListParked } from './parked.query';

@Controller('v1/parked')
export class ParkedController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('Reports that wait for a shipment to hold their name', 'intake')
  @Answers(200, pageOf(parkedReport), 'A page of parked reports')
  @Problems('invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listParked(@Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<PageAnswer<ParkedReportView>> {
    return this.queries.execute(new ListParked(query, query));
  }
}
