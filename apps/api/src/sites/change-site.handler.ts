import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeSite, SITE } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';
import type { ChangedSite } from './sites.schemas';

/** Let a site be another one from now on. */
export class ChangeSite extends Command<CommandAnswer> {
  constructor(
    readonly siteId: string,
    readonly terms: ChangedSite,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeSite)
export class ChangeSiteHandler implements ICommandHandler<ChangeSite> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ siteId, terms, context }: ChangeSite): Promise<CommandAnswer> {
    const command = commandOf(`change site ${siteId}`, context);
    return answered(carryOut(this.writer, SITE, siteId, command, (state) => changeSite(state, { ...terms, siteId })));
  }
}
