import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { issueTrackingLink, SHIPMENT } from '@waybill/domain';
import { derivedId } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
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
    private readonly writer: StreamWriter,
    private readonly links: TrackingLinks,
  ) {}

  async execute({ shipmentId, context }: IssueTrackingLink): Promise<IssuedLink> {
    const command = commandOf('link', context);
    const linkId = derivedId('link', shipmentId, command.id).replaceAll('-', '');
    const { position } = await carriedOut(
      carryOut(this.writer, SHIPMENT, shipmentId, command, (state) => issueTrackingLink(state, shipmentId, linkId)),
    );
    return { id: linkId, ...this.links.customerLink(linkId), position: position.toString() };
  }
}
