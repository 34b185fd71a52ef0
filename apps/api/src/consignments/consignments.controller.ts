import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { freshQuery } from '../reading/pages';
import { FindConsignment } from './consignment.query';
import { type ConsignmentAnswer, consignmentAnswer } from './consignments.schemas';

@Controller('v1/consignments')
export class ConsignmentsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':consignmentId')
  @AccessFor('coordinator')
  @Summary('The pieces of a consignment, folded', 'shipments')
  @Answers(200, consignmentAnswer, 'The consignment')
  @Problems('consignment-not-found', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findConsignment(
    @Param('consignmentId') consignmentId: string,
    @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>,
  ): Promise<ConsignmentAnswer> {
    return this.queries.execute(new FindConsignment(consignmentId, query));
  }
}
