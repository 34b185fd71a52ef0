import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { EXCEPTION_RULES, EXCEPTION_STATES, emptyOrText, list, text } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { KeyRing, type KnownKey } from '../access/key-ring';
import { AnswersPlainly, Problems, Summary } from '../docs/describe';
import { retryLater } from '../http/problem';
import { parsePosition } from '../reading/freshness';
import { someOf } from '../reading/pages';
import { filterOf, shipmentListQuery } from '../shipments/list-filter';
import { CLOCK } from '../tokens';
import type { ClientPosition } from './arrivals';
import type { Interest } from './audience';
import { ChangeFeed } from './change-feed';
import { openStream } from './open-stream';
import { TOPICS, type Topic } from './row-changes';

/** A browser opens a few, a dashboard some dozens. */
const MOST_STREAMS_OF_A_KEY = 2_000;

const streamQuery = shipmentListQuery.omit({ sort: true, limit: true, cursor: true, minPosition: true, settled: true }).extend({
  topics: someOf<Topic>(TOPICS).describe('all when absent'),
  type: someOf(EXCEPTION_RULES).describe('of exceptions'),
  state: someOf([...EXCEPTION_STATES, 'open'] as const).describe('of exceptions'),
  assignee: text(200).optional().describe('of exceptions'),
  shipmentId: z
    .union([text(64).transform((one) => [one]), list(text(64), 100)])
    .optional()
    .describe('of these alone; may be repeated'),
  since: emptyOrText(100).optional().describe('asOfPosition of what the client has read: first what changed since, then live'),
});
type StreamQuery = z.infer<typeof streamQuery>;

function interestOf({ topics = [...TOPICS], type, state, assignee, shipmentId = [], since: _, ...filter }: StreamQuery): Interest {
  return {
    topics,
    shipments: filterOf(filter),
    exceptions: { type, state, assignee },
    inbound: { siteId: filter.site },
    shipmentIds: shipmentId,
  };
}

/** What this API gave a client as the id of a message. */
const MESSAGE_ID = /^(?<position>\d{1,19})-(?<builds>[\d.]{1,40})$/;

/** Where a client stands: what it had last counts before what it asked for first, as it comes back by itself with the same address. */
function positionOf(lastEventId: unknown, since: string | undefined): ClientPosition | undefined {
  const { position, builds } = MESSAGE_ID.exec(String(lastEventId))?.groups ?? {};
  if (position !== undefined) return { position: parsePosition(position), builds };
  return since === undefined ? undefined : { position: parsePosition(since) };
}

@Controller('v1/stream')
export class StreamController {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly keys: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @AccessFor('coordinator', { quiet: true })
  @Summary('Rows as they change, whole, as server-sent events: shipment, exception, inbound, gone, resync', 'shipments')
  @AnswersPlainly(200, 'Open until the client, the key or this process ends', ['text/event-stream'])
  @Problems('invalid-position', 'queries-unavailable', 'overloaded')
  async follow(
    @Query({ schema: streamQuery }) query: StreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = request.caller as KnownKey;
    const since = positionOf(request.headers['last-event-id'], query.since) ?? { position: await this.feed.now() };
    // Nothing is waited for from here on, or more than these could come in at once.
    if (this.feed.countOf(key.keyId) >= MOST_STREAMS_OF_A_KEY) throw retryLater('overloaded', 'Close streams of this key first.', 10);
    const holder = { id: key.keyId, isAdmitted: () => this.keys.admits(key, this.clock.now()) };
    const listener = openStream(reply, holder, this.clock.monotonic());
    reply.raw.on('close', () => this.feed.leave(listener));
    this.feed.join({ listener, interest: interestOf(query), since });
  }
}
