import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Metrics } from '@waybill/platform';
import { projectorProcesses, ReadDatabase } from '@waybill/read-model';
import type { FastifyReply } from 'fastify';
import client from 'prom-client';
import { AccessFor } from '../access/access';
import { AnswersPlainly, Summary } from '../docs/describe';
import { METRICS } from '../tokens';
import { ProjectionMetrics } from './projection-metrics';

type Sample = Parameters<typeof client.AggregatorRegistry.aggregate>[0][number];

@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly database: ReadDatabase,
    private readonly projections: ProjectionMetrics,
  ) {}

  /** One page for the deployment: this process, every projector (they have no port), and how far the processors are. */
  @Get()
  @AccessFor('operator', { quiet: true })
  @Summary('Metrics for Prometheus', 'operations')
  @AnswersPlainly(200, 'Prometheus text format', ['text/plain'])
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const all = await Promise.all([this.metrics.registry.getMetricsAsJSON(), this.projections.read(), ...(await this.projectors())]);
    reply.header('content-type', this.metrics.contentType);
    return client.AggregatorRegistry.aggregate(all.filter((one) => one.length > 0) as unknown as Sample[]).metrics();
  }

  private async projectors(): Promise<(readonly unknown[])[]> {
    return projectorProcesses(this.database).then(
      (processes) => processes.map(({ metrics }) => metrics),
      () => [],
    );
  }
}
