import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { csvFormat, type FixFormat, geojsonFormat, gpxFormat } from '@waybill/domain';
import { positionView } from '@waybill/read-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import { AlsoAs, Answers, Problems, Summary } from '../docs/describe';
import { preferredType } from '../http/negotiate';
import { Problem } from '../http/problem';
import { pageOf } from '../reading/pages';
import { type TrackQuery, trackQuery } from '../shipments/list-filter';
import { ExportPositions } from './export-positions.query';
import { FindPositions } from './positions.query';

const JSON_TYPE = 'application/json';
const FORMATS: Readonly<Record<string, FixFormat>> = {
  'application/geo+json': geojsonFormat,
  'application/gpx+xml': gpxFormat,
  'text/csv': csvFormat,
};
const OFFERED = [JSON_TYPE, ...Object.keys(FORMATS)];

@Controller('v1/shipments/:shipmentId/positions')
export class PositionsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('Positions of a shipment: JSON in pages; GeoJSON, GPX or CSV whole, by Accept', 'shipments')
  @Answers(
    200,
    pageOf(positionView),
    'A page of positions (JSON), or the whole track (application/geo+json, application/gpx+xml, text/csv)',
  )
  @AlsoAs(...Object.keys(FORMATS))
  @Problems('shipment-not-found', 'not-acceptable', 'invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  async findPositions(
    @Param('shipmentId') shipmentId: string,
    @Query({ schema: trackQuery }) query: TrackQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const type = preferredType(request.headers.accept, OFFERED);
    if (type === undefined) throw new Problem('not-acceptable', `Accept one of ${OFFERED.join(', ')}.`);
    reply.header('vary', 'Accept');
    const format = FORMATS[type];
    if (format) await this.sendExport(shipmentId, query, format, reply);
    else reply.send(await this.queries.execute(new FindPositions(shipmentId, query, query)));
  }

  private async sendExport(shipmentId: string, query: TrackQuery, format: FixFormat, reply: FastifyReply): Promise<void> {
    const range = { from: query.from, to: query.to };
    const { document, asOfPosition } = await this.queries.execute(new ExportPositions(shipmentId, range, format, query));
    const name = `${shipmentId.replace(/[^A-Za-z0-9._-]/g, '_')}.${format.fileExtension}`;
    reply
      .header('content-type', format.mediaType)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('as-of-position', asOfPosition)
      .send(document);
  }
}
