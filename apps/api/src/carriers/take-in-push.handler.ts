import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CarrierFormat, FORMATS } from '@waybill/carriers';
import { StreamWriter } from '@waybill/streams';
import { Intake, type TakenIn } from '@waybill/tracking';
import { factSource, type KnownSource } from '../sources/source-book';
import type { KeptFact } from './histories';
import { answerPush, noteOf, type PushAnswer } from './push-answer';
import { PushLog, type StoredPush } from './push-log';
import type { Push } from './push-record';
import { readPush } from './read-push';
import { ScanCorrections } from './scan-corrections';
import { reportOfFact } from './sender-fact';

/** Take in what a proven sender pushed in its own format. */
export class TakeInPush extends Command<PushAnswer> {
  constructor(
    readonly source: KnownSource,
    readonly push: Push,
  ) {
    super();
  }
}

@CommandHandler(TakeInPush)
export class TakeInPushHandler implements ICommandHandler<TakeInPush> {
  private readonly pushes: PushLog;
  private readonly corrections: ScanCorrections;

  constructor(
    private readonly intake: Intake,
    private readonly writer: StreamWriter,
  ) {
    this.pushes = new PushLog(writer);
    this.corrections = new ScanCorrections(writer);
  }

  execute({ source, push }: TakeInPush): Promise<PushAnswer> {
    return this.takeIn(FORMATS[source.format], source, push);
  }

  async takeIn(format: CarrierFormat, source: KnownSource, push: Push): Promise<PushAnswer> {
    const now = this.writer.now();
    const stored = await this.pushes.keep(source, push, now);
    const { normalization, kept, rejected, ignored } = await readPush(this.writer, format, source, push, now);
    const taken = await this.takeInFacts(source, kept, stored);
    const corrected = await this.corrections.apply(source, normalization, kept, now);
    const unmapped = await this.pushes.noteUnmapped(source, normalization, stored, now);
    const answer = answerPush(factSource(source), { kept, taken, rejected, ignored, corrected, unmapped });
    await this.pushes.note(source, noteOf(stored, format.mappingVersion, answer), now);
    return answer;
  }

  private async takeInFacts(source: KnownSource, kept: readonly KeptFact[], stored: StoredPush): Promise<TakenIn> {
    if (kept.length === 0) return { position: null, outcomes: [] };
    return this.intake.takeIn(kept.map(({ fact, subject }) => reportOfFact(fact, subject, factSource(source), stored)));
  }
}
