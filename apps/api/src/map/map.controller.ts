import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { emptyOrText, instant, whenAccepted } from '@waybill/events';
import { mapCell, mapPoint } from '@waybill/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, AnswersPlainly, Problems, Summary } from '../docs/describe';
import { asOfPosition } from '../reading/pages';
import { filterOf, shipmentListQuery } from '../shipments/list-filter';
import { entityTag, isKnownTag } from '../track/entity-tag';
import { FindFleetMap } from './map.query';

const zoom = emptyOrText(8)
  .regex(/^\d{1,2}(\.\d{1,4})?$/, 'must be a number from 0 to 22')
  .transform(Number)
  .refine((value) => value <= 22, 'must be a number from 0 to 22')
  .optional()
  .describe('of the map, 0 (the whole world) to 22; cells are as large as 32 pixels of it; 3 when absent');

const at = instant
  .optional()
  .describe(
    'the fleet as it was at this time (event time), as far as is known now: what was under way then, with the filters as they held then',
  );
/** What tells nothing of the past. */
const OF_NOW = ['updatedSince', 'etaBefore', 'etaAfter'] as const;

const mapQuery = shipmentListQuery
  .omit({ sort: true, limit: true, cursor: true })
  .extend({ zoom, at })
  .superRefine(
    (query, context) => {
      for (const name of OF_NOW)
        if (query.at !== undefined && query[name] !== undefined)
          context.addIssue({ code: 'custom', path: [name], message: 'cannot be asked of the past; leave out at' });
    },
    whenAccepted('at', ...OF_NOW),
  );
type MapQuery = z.infer<typeof mapQuery>;

const mapAnswer = z
  .object({
    points: z.array(mapPoint).describe('up to 10,000; none where there are more'),
    cells: z.array(mapCell).describe('instead of points where there are more than 10,000'),
    asOfPosition,
  })
  .meta({ id: 'FleetMap' });

const WHOLE_WORLD = 3;

@Controller('v1/map')
export class MapController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary(
    'The fleet as a map draws it, now or at a time: shipments under way, and now also those at their end where `status` asks for them',
    'shipments',
  )
  @Answers(200, mapAnswer, 'Points, or cells where they are too many')
  @AnswersPlainly(304, 'It is as the ETag says')
  @Problems('invalid-position', 'queries-unavailable', 'read-model-behind')
  async findFleetMap(
    @Query({ schema: mapQuery }) query: MapQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { zoom: wanted = WHOLE_WORLD, at: then, ...filter } = query;
    const map = await this.queries.execute(new FindFleetMap({ filter: filterOf(filter), zoom: wanted }, then, query));
    const { asOfPosition: _, ...drawn } = map;
    const etag = entityTag(JSON.stringify(drawn));
    reply.headers({ etag, 'cache-control': 'private, no-cache' });
    if (isKnownTag(request.headers['if-none-match'], etag)) reply.code(304).send();
    else reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(map));
  }
}
