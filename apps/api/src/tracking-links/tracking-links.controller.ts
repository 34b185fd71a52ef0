import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { emptyBody } from '../commands/values';
import { Answers, Problems, Summary } from '../docs/describe';
import { type IssuedLink, IssueTrackingLink } from './issue-tracking-link.handler';
import { RevokeTrackingLink } from './revoke-tracking-link.handler';

const issuedLink = z
  .object({ id: z.string(), trackingToken: z.string(), trackingUrl: z.string(), position: z.string() })
  .meta({ id: 'TrackingLink' });

@Controller('v1/shipments/:shipmentId/tracking-links')
export class TrackingLinksController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @AccessFor('coordinator')
  @Summary('Issue another tracking link', 'shipments')
  @Answers(201, issuedLink, 'The link')
  @Problems('shipment-not-found', 'store-unavailable')
  issueTrackingLink(
    @Param('shipmentId') shipmentId: string,
    @Body({ schema: emptyBody }) _body: unknown,
    @Context() context: CommandContext,
  ): Promise<IssuedLink> {
    return this.commands.execute(new IssueTrackingLink(shipmentId, context));
  }

  @Delete(':linkId')
  @AccessFor('coordinator')
  @Summary('Revoke a tracking link', 'shipments')
  @Answers(200, commandAnswer, 'It no longer works')
  @Problems('shipment-not-found', 'link-not-found', 'store-unavailable')
  revokeTrackingLink(
    @Param('shipmentId') shipmentId: string,
    @Param('linkId') linkId: string,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new RevokeTrackingLink(shipmentId, linkId, context));
  }
}
