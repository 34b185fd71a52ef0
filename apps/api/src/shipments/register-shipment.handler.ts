import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { View } from '@waybill/read-model';
import { type CommandContext, StreamWriter } from '@waybill/streams';
import type { RegisterShipment as Plan } from '@waybill/tracking';
import { register } from '@waybill/tracking';
import { carriedOut } from '../commands/outcome';
import { TrackingLinks } from '../tracking-links/tracking-links';
import type { registered } from './shipments.schemas';

export type Registration = View<typeof registered>;

/** Track a shipment. `created` tells whether it was new: the same plan sent again is answered like the first time. */
export class RegisterShipment extends Command<{ readonly created: boolean; readonly registration: Registration }> {
  constructor(
    readonly plan: Plan,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegisterShipment)
export class RegisterShipmentHandler implements ICommandHandler<RegisterShipment> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly links: TrackingLinks,
  ) {}

  async execute({ plan, context }: RegisterShipment): Promise<{ created: boolean; registration: Registration }> {
    const { shipmentId, linkId, position, created } = await carriedOut(register(this.writer, plan, context));
    return { created, registration: { shipmentId, ...this.links.customerLink(linkId), position: position.toString() } };
  }
}
