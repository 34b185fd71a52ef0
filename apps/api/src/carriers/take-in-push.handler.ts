import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { FORMATS, type Normalization } from '@waybill/carriers';
import { targetsOf } from '@waybill/domain';
import type { Identifier, Instant } from '@waybill/events';
import { StreamWriter } from '@waybill/streams';
import { Intake, type TakenIn, untilKnown } from '@waybill/tracking';
import { factSource, type KnownSource } from '../sources/source-book';
import { answerPush, noteOf, type PushAnswer, rejectedScan, type ScanAnswer } from './push-answer';
import { PushLog, type StoredPush } from './push-log';
import type { Push } from './push-record';
import { type KeptFact, ScanCorrections } from './scan-corrections';
import { factOfReport, reportOfFact, type SenderFact } from './sender-fact';

/** Take in what a proven sender pushed in its own format. */
export class TakeInPush extends Command<PushAnswer> {
  constructor(
    readonly source: KnownSource,
    readonly push: Push,
  ) {
    super();
  }
}

/** What of a push can become facts, and what was refused on the way. */
interface Sorted {
  readonly facts: readonly SenderFact[];
  readonly rejected: readonly ScanAnswer[];
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

  async execute({ source, push }: TakeInPush): Promise<PushAnswer> {
    const now = this.writer.now() as Instant;
    const stored = await this.pushes.keep(source, push, now);
    const normalization = this.read(source, push, now);
    const { facts, rejected } = this.sort(source, normalization, now);
    const kept = await Promise.all(facts.map((fact) => this.nameFor(fact)));
    const taken = await this.takeIn(source, kept, stored);
    const corrected = await this.corrections.apply(source, normalization, kept, now);
    const unmapped = await this.pushes.noteUnmapped(source, normalization, stored, now);
    const answer = answerPush(factSource(source), { kept, taken, rejected, ignored: normalization.ignored, corrected, unmapped });
    await this.pushes.note(source, noteOf(stored, FORMATS[source.format].mappingVersion, answer), now);
    return answer;
  }

  private read({ format, defaultTimeZone }: KnownSource, { body, headers, url }: Push, receivedTime: Instant): Normalization {
    return FORMATS[format].normalize(body, { receivedTime, headers, url, defaultTimeZone });
  }

  private sort({ scope }: KnownSource, { reports, refusals, pushTime }: Normalization, now: Instant): Sorted {
    const facts: SenderFact[] = [];
    const rejected = refusals.map((refusal) => rejectedScan(refusal));
    for (const report of reports) {
      const fact = factOfReport(report, scope, pushTime ?? now);
      if (fact === 'retraction') continue;
      if ('reason' in fact) rejected.push(rejectedScan({ pointer: report.pointer, ...fact }));
      else facts.push(fact);
    }
    return { facts, rejected };
  }

  /** Of the names that a report gives, the first that a shipment goes by at that time; where there is none, the most specific one. */
  private async nameFor(fact: SenderFact): Promise<KeptFact> {
    const [first, ...others] = fact.about as [Identifier, ...Identifier[]];
    if (others.length > 0) {
      for (const name of fact.about) {
        const targets = await untilKnown(this.writer, (known) => targetsOf(name, fact.time, known));
        if (targets.length > 0) return { fact, subject: name };
      }
    }
    return { fact, subject: first };
  }

  private async takeIn(source: KnownSource, kept: readonly KeptFact[], stored: StoredPush): Promise<TakenIn> {
    if (kept.length === 0) return { position: null, outcomes: [] };
    return this.intake.takeIn(kept.map(({ fact, subject }) => reportOfFact(fact, subject, factSource(source), stored)));
  }
}
