import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { retireSource, SOURCE } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';
import { Sources } from './sources';

/** Close a source for good. What it reported stays. */
export class RetireSource extends Command<CommandAnswer> {
  constructor(
    readonly sourceId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetireSource)
export class RetireSourceHandler implements ICommandHandler<RetireSource> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly sources: Sources,
  ) {}

  async execute({ sourceId, context }: RetireSource): Promise<CommandAnswer> {
    const command = commandOf(`retire ${sourceId}`, context);
    const answer = await answered(carryOut(this.writer, SOURCE, sourceId, command, (state) => retireSource(state, sourceId)));
    await this.sources.refreshed(sourceId);
    return answer;
  }
}
