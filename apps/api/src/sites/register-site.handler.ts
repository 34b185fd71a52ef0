import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { registerSite, SITE } from '@waybill/domain';
import { derivedId } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { carriedOut } from '../commands/outcome';
import type { NewSite, RegisteredSite } from './sites.schemas';

/** Let there be a site. */
export class RegisterSite extends Command<RegisteredSite> {
  constructor(
    readonly site: NewSite,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegisterSite)
export class RegisterSiteHandler implements ICommandHandler<RegisterSite> {
  constructor(private readonly writer: StreamWriter) {}

  async execute({ site, context }: RegisterSite): Promise<RegisteredSite> {
    const command = commandOf('register site', context);
    const siteId = site.siteId ?? derivedId('site', command.id);
    const { position } = await carriedOut(
      carryOut(this.writer, SITE, siteId, command, (state) => registerSite(state, { ...site, siteId })),
    );
    return { siteId, position: position.toString() };
  }
}
