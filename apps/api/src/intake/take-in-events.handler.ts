import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { batchRoot, type CloudEventReading, type CloudEventVerdict, type IncomingRequest, judge, readContent } from '@waybill/carriers';
import type { Report } from '@waybill/events';
import { Intake, type TakenIn } from '@waybill/tracking';
import { type Caller, maySendAs } from '../access/caller';
import { answerBatch, answerSingle } from './answer';
import type { IntakeAnswer } from './intake.schemas';
import { problemOfRefusal } from './refusals';

/** Take in the events of one HTTP request, in whatever mode they were sent. */
export class TakeInEvents extends Command<IntakeAnswer> {
  constructor(
    readonly incoming: IncomingRequest,
    readonly caller: Caller,
    readonly traceparent: string | undefined,
  ) {
    super();
  }
}

/** Takes in the events of several that were found good. */
export async function takeInJudged(intake: Intake, verdicts: readonly CloudEventVerdict[]): Promise<TakenIn> {
  const reports: Report[] = verdicts.flatMap((verdict) => ('report' in verdict ? [verdict.report] : []));
  return reports.length === 0 ? { position: null, outcomes: [] } : intake.takeIn(reports);
}

@CommandHandler(TakeInEvents)
export class TakeInEventsHandler implements ICommandHandler<TakeInEvents> {
  constructor(private readonly intake: Intake) {}

  async execute({ incoming, caller, traceparent }: TakeInEvents): Promise<IntakeAnswer> {
    const content = readContent(incoming);
    if ('refused' in content) throw problemOfRefusal(content.refused);
    const mayReport = (source: string): boolean => maySendAs(caller, source);
    const verdictOn = (reading: CloudEventReading, root?: string): CloudEventVerdict =>
      judge(reading, { maySendAs: mayReport, traceparent, root });
    return 'single' in content
      ? this.takeSingle(verdictOn(content.single))
      : this.takeBatch(content.batch.map((reading, index) => verdictOn(reading, batchRoot(index))));
  }

  private async takeSingle(verdict: CloudEventVerdict): Promise<IntakeAnswer> {
    if ('refusal' in verdict) throw problemOfRefusal(verdict.refusal);
    return answerSingle(verdict.report, await this.intake.takeIn([verdict.report]));
  }

  private async takeBatch(verdicts: readonly CloudEventVerdict[]): Promise<IntakeAnswer> {
    return answerBatch(verdicts, await takeInJudged(this.intake, verdicts));
  }
}
