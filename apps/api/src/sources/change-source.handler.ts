import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeSource, SOURCE } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { answered, type CommandAnswer } from '../commands/outcome';
import type { KnownSource } from './source-book';
import { Sources } from './sources';
import type { ChangedSource } from './sources.schemas';

/** Rename a source, read it otherwise, or give it new secrets; those before count for another day. */
export class ChangeSource extends Command<CommandAnswer> {
  constructor(
    readonly sourceId: string,
    readonly wanted: ChangedSource,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeSource)
export class ChangeSourceHandler implements ICommandHandler<ChangeSource> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly sources: Sources,
  ) {}

  async execute({ sourceId, wanted: { secrets, ...terms }, context }: ChangeSource): Promise<CommandAnswer> {
    const known = await this.sources.find(sourceId);
    const now = this.writer.now();
    const fresh = secrets === undefined || (known && this.hasExactly(known, secrets, now)) ? undefined : secrets;
    const sealed = fresh?.map((one) => this.sources.seal(sourceId, one));
    const command = commandOf(`change ${sourceId}`, { ...context, body: { ...terms, secrets: this.sources.fingerprint(secrets) } });
    const answer = await answered(
      carryOut(this.writer, SOURCE, sourceId, command, (state) => changeSource(state, sourceId, terms, sealed, now)),
    );
    await this.sources.refreshed(sourceId);
    return answer;
  }

  /** Sent again, the same secrets are no rotation. */
  private hasExactly(known: KnownSource, secrets: readonly string[], now: Instant): boolean {
    const current = known.secrets.filter(({ until }) => until === undefined);
    const opened = this.sources.secretsOf({ ...known, secrets: current }, now);
    return opened.length === secrets.length && opened.every((one) => secrets.includes(one));
  }
}
