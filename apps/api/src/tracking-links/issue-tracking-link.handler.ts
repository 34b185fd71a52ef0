import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { carriedOut } from '../commands/outcome';
import { type CustomerLink, TrackingLinks } from './tracking-links';

export interface IssuedLink extends CustomerLink {
  readonly id: string;
  readonly position: string;
}

/** Give a customer a link of its own to follow a shipment. */
export class IssueTrackingLink extends Command<IssuedLink> {
  constructor(
    readonly shipmentId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(IssueTrackingLink)
export class IssueTrackingLinkHandler implements ICommandHandler<IssueTrackingLink> {
  constructor(
    private readonly tracking: Tracking,
    private readonly links: TrackingLinks,
  ) {}

  async execute({ shipmentId, context }: IssueTrackingLink): Promise<IssuedLink> {
    const { linkId, position } = await carriedOut(this.tracking.issueTrackingLink(shipmentId, context));
    return { id: linkId, ...this.links.customerLink(linkId), position: position.toString() };
  }
}
