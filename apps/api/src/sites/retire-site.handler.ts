import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { retireSite, SITE } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';

/** Let a site be no more. */
export class RetireSite extends Command<CommandAnswer> {
  constructor(
    readonly siteId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetireSite)
export class RetireSiteHandler implements ICommandHandler<RetireSite> {
  constructor(private readonly writer: StreamWriter) {}

  execute({ siteId, context }: RetireSite): Promise<CommandAnswer> {
    const command = commandOf(`retire site ${siteId}`, context);
    return answered(carryOut(this.writer, SITE, siteId, command, (state) => retireSite(state, siteId)));
  }
}
