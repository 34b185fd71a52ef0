import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type EtaStep, etaStep } from '@waybill/read-model';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { freshQuery, type PageAnswer, pageOf, pageQuery } from '../reading/pages';
import { type AccuracyAnswer, type AccuracyQuery, accuracyAnswer, accuracyQuery, type ModelsAnswer, modelsAnswer } from './eta.schemas';
import { FindEtaAccuracy } from './eta-accuracy.query';
import { FindEtaHistory } from './eta-history.query';
import { ListEtaModels } from './eta-models.query';

@Controller('v1')
export class EtaController {
  constructor(private readonly queries: QueryBus) {}

  @Get('shipments/:shipmentId/eta-history')
  @AccessFor('coordinator')
  @Summary('What was said of when a shipment will arrive, as it was believed then', 'shipments')
  @Answers(200, pageOf(etaStep), 'A page of the history')
  @Problems('shipment-not-found', 'invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findHistory(
    @Param('shipmentId') shipmentId: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<PageAnswer<EtaStep>> {
    return this.queries.execute(new FindEtaHistory(shipmentId, query));
  }

  @Get('eta/accuracy')
  @AccessFor('coordinator')
  @Summary('How good predictions of arrivals were, beside each way of saying it without learning', 'eta')
  @Answers(200, accuracyAnswer, 'What came of the predictions of the last arrivals')
  @Problems('invalid-position', 'queries-unavailable', 'read-model-behind')
  findAccuracy(@Query({ schema: accuracyQuery }) { by, ...fresh }: AccuracyQuery): Promise<AccuracyAnswer> {
    return this.queries.execute(new FindEtaAccuracy(by, fresh));
  }

  @Get('eta/models')
  @AccessFor('coordinator')
  @Summary('Models that were trained on this log, the newest first', 'eta')
  @Answers(200, modelsAnswer, 'The models')
  @Problems('invalid-position', 'queries-unavailable', 'read-model-behind')
  listModels(@Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>): Promise<ModelsAnswer> {
    return this.queries.execute(new ListEtaModels(query));
  }
}
