import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { pictureType, shownBy } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import type { CommandContext } from '@waybill/streams';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { Answers, AnswersPlainly, Problems, Repeatable, Summary } from '../docs/describe';
import { Problem } from '../http/problem';
import { CLOCK } from '../tokens';
import { mapAround } from '../track/page/base-map';
import { preferredSpeech } from '../track/page/languages';
import { shipmentPage } from '../track/page/render';
import { documentOf, logoDigest } from '../track/page/shell';
import { ChangeTrackingPage } from './change-tracking-page.handler';
import { sampleView } from './sample';
import {
  type PreviewBody,
  previewBody,
  type TrackingPage,
  type TrackingPageAnswer,
  trackingPage,
  trackingPageAnswer,
} from './tracking-page.schemas';
import { TrackingPageRules } from './tracking-page-rules';

@Controller('v1/tracking-page')
export class TrackingPageController {
  constructor(
    private readonly commands: CommandBus,
    private readonly rules: TrackingPageRules,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @AccessFor('coordinator')
  @Summary("What the customers' page shows at which stage, and how it looks", 'customers')
  @Answers(200, trackingPageAnswer, 'The page')
  @Problems('store-unavailable')
  findTrackingPage(): TrackingPageAnswer {
    return this.rules.current;
  }

  @Put()
  @AccessFor('operator')
  @Summary("Set up the customers' page", 'customers')
  @Answers(200, commandAnswer, 'Every API shows it so within a second')
  @Problems('store-unavailable')
  changeTrackingPage(@Body({ schema: trackingPage }) page: TrackingPage, @Context() context: CommandContext): Promise<CommandAnswer> {
    return this.commands.execute(new ChangeTrackingPage(page, context));
  }

  @Post('preview')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Repeatable()
  @Summary("The customers' page as it would be, with a sample shipment; nothing is written", 'customers')
  @AnswersPlainly(200, 'The page, in the language of Accept-Language', ['text/html'])
  previewTrackingPage(
    @Body({ schema: previewBody }) { page, stage }: PreviewBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const now = this.clock.now() as Instant;
    const speech = preferredSpeech(request.headers['accept-language']);
    const view = shownBy(page, sampleView(stage, now));
    const { text, policy } = documentOf(shipmentPage(view, { rule: page, speech, now, map: mapAround }), speech.texts.title, page, speech);
    reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, vary: 'Accept-Language' }).send(text);
  }

  @Get('logo/:digest')
  @AccessFor('anyone', { quiet: true })
  @Summary("The logo on the customers' page", 'customers')
  @AnswersPlainly(200, 'The picture', ['image/png', 'image/jpeg', 'image/webp'])
  @Problems('not-found', 'store-unavailable')
  findLogo(@Param('digest') digest: string, @Res() reply: FastifyReply): void {
    const { logo } = this.rules.current;
    const type = logo && logoDigest(logo) === digest ? pictureType(logo) : undefined;
    if (!logo || !type) throw new Problem('not-found', 'Load the page again; it has another logo, or none.');
    reply.headers({ 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }).send(Buffer.from(logo, 'base64'));
  }
}
