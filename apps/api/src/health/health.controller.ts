import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Summary } from '../docs/describe';
import { type Readiness, ReadinessProbe } from './readiness';

const readyQuery = z.looseObject({ for: z.enum(['intake', 'queries']).optional() });
const readiness = z
  .object({
    intake: z.boolean(),
    queries: z.boolean(),
    note: z.string().optional().describe('why something is not ready, where it is known'),
  })
  .meta({ id: 'Readiness' });

@Controller('health')
export class HealthController {
  constructor(private readonly probe: ReadinessProbe) {}

  /** Depends on nothing: a process that can answer is alive, and starting it anew would not help. */
  @Get('live')
  @AccessFor('anyone', { quiet: 'always' })
  @Summary('Whether the process is alive', 'operations')
  @Answers(200, z.object({ live: z.literal(true) }), 'It is')
  live(): { live: true } {
    return { live: true };
  }

  @Get('ready')
  @AccessFor('anyone', { quiet: 'always' })
  @Summary('Whether work may be sent here: reports, or with for=queries also queries', 'operations')
  @Answers(200, readiness, 'It may')
  @Answers(503, readiness, 'Not now')
  async ready(
    @Query({ schema: readyQuery }) query: z.infer<typeof readyQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readiness> {
    const state = await this.probe.readiness();
    reply.header('cache-control', 'no-store').code(this.probe.isReady(state, query.for === 'queries') ? 200 : 503);
    return state;
  }
}
