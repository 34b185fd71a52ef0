import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import { FailureLimit } from '../access/failure-limit';
import { AnswersPlainly, Problems, Summary } from '../docs/describe';
import { retryLater } from '../http/problem';
import { openStream } from '../stream/open-stream';
import { CLOCK } from '../tokens';
import { TrackingLinks } from '../tracking-links/tracking-links';
import { CustomerStreams } from './customer-streams';
import { noSuchLink } from './no-such-link';
import { TrackShipment } from './track.query';

@Controller('v1/track')
export class TrackStreamController {
  constructor(
    private readonly queries: QueryBus,
    private readonly links: TrackingLinks,
    private readonly streams: CustomerStreams,
    private readonly failures: FailureLimit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':token/stream')
  @AccessFor('anyone', { quiet: true })
  @Summary(
    "A customer's view of a shipment as it changes, whole, as server-sent events: page, and gone at the end of the link",
    'customers',
  )
  @AnswersPlainly(200, 'Open until the client, the link or this process ends', ['text/event-stream'])
  @Problems('not-found', 'too-many-failures', 'overloaded', 'queries-unavailable', 'store-unavailable')
  async followShipment(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const linkId = this.links.linkIdOf(token);
    const shown = linkId === undefined ? undefined : await this.queries.execute(new TrackShipment(token, {}));
    if (linkId === undefined || !shown) throw await this.failures.count(request.ip, noSuchLink());
    if (!this.streams.hasRoomFor(linkId))
      throw retryLater('overloaded', 'Ask for the page now and then instead, or close streams of this link.', 60);
    // The id of the last message says what a client that comes back has.
    const known = request.headers['last-event-id'] === shown.etag ? shown.etag : undefined;
    const listener = openStream(reply, { id: linkId, isAdmitted: () => true }, this.clock.monotonic());
    reply.raw.on('close', () => this.streams.leave(linkId, listener));
    this.streams.join(linkId, listener, known);
  }
}
