import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeTrackingPage, DEPLOYMENTS_PAGE, TRACKING_PAGE } from '@waybill/domain';
import type { TrackingPageRule } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';
import { TrackingPageRules } from './tracking-page-rules';

/** Have customers see other things, or the page look otherwise. */
export class ChangeTrackingPage extends Command<CommandAnswer> {
  constructor(
    readonly rule: TrackingPageRule,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeTrackingPage)
export class ChangeTrackingPageHandler implements ICommandHandler<ChangeTrackingPage> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly rules: TrackingPageRules,
  ) {}

  async execute({ rule, context }: ChangeTrackingPage): Promise<CommandAnswer> {
    const command = commandOf('tracking page', context);
    const answer = await answered(
      carryOut(this.writer, TRACKING_PAGE, DEPLOYMENTS_PAGE, command, (state) => changeTrackingPage(state, rule)),
    );
    await this.rules.refresh();
    return answer;
  }
}
