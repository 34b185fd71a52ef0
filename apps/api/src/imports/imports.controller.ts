import { Controller, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { FILE_FORMATS, isFileFormat } from '@waybill/carriers';
import type { FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import { callerOf } from '../access/caller';
import { Answers, AnswersProblem, Problems, Summary, TakesBody } from '../docs/describe';
import { Problem } from '../http/problem';
import { traceparentOf } from '../http/request-trace';
import { IntakeMetrics } from '../intake/intake-metrics';
import { ImportFile, MAX_FILE_BYTES, TOO_LARGE } from './import-file.handler';
import { type ImportAnswer, type ImportQuery, importAnswer, importQuery, nothingOfFileAccepted } from './imports.schemas';

const FORMATS = FILE_FORMATS.join(', ');
const ANY_FILE = { schema: { type: 'string', description: `a file of the format, at most 16 MiB and 10,000 reports; ${FORMATS}` } };

@Controller('v1/imports')
export class ImportsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: IntakeMetrics,
  ) {}

  @Post(':format')
  @HttpCode(202)
  @AccessFor('reporter', { rawBody: true, largeBody: { maxBytes: MAX_FILE_BYTES, advice: TOO_LARGE } })
  @Summary('Take in a file of reports; the same file again takes nothing twice', 'intake')
  @TakesBody({ '*/*': ANY_FILE })
  @Answers(202, importAnswer, 'What became of each report, with its line')
  @AnswersProblem(400, nothingOfFileAccepted, 'Nothing of the file was taken in')
  @Problems(
    'not-found',
    'nothing-accepted',
    'source-forbidden',
    'payload-too-large',
    'unsupported-media-type',
    'overloaded',
    'store-unavailable',
    'outcome-unknown',
  )
  async importFile(
    @Param('format') format: string,
    @Query({ schema: importQuery }) query: ImportQuery,
    @Req() request: FastifyRequest,
  ): Promise<ImportAnswer> {
    if (!isFileFormat(format)) throw new Problem('not-found', `There is no format of this name; use one of ${FORMATS}.`);
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const traceparent = request.headers.traceparent === undefined ? undefined : traceparentOf(request);
    const answer = await this.commands.execute(new ImportFile(format, body, query, callerOf(request), traceparent));
    this.metrics.taken(answer);
    return answer;
  }
}
