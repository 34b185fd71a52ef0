import type { CloudEventVerdict } from '@waybill/carriers';
import { itemAt } from '@waybill/events';
import type { ReportOutcome, TakenIn } from '@waybill/tracking';
import { Problem } from '../http/problem';
import { problemOfStream } from '../http/problem.filter';
import type { EventAnswer, IntakeAnswer } from './intake.schemas';
import { problemOfRefusal } from './refusals';

const conflict = (): Problem =>
  new Problem('event-conflict', 'This source and id were taken in with other content; send a new event under a new id.');

const rejected = (source: string | null, id: string | null, problem: Problem): EventAnswer => ({
  source,
  id,
  outcome: 'rejected',
  shipmentIds: [],
  problem: problem.details(),
});

type Named = { readonly source: string; readonly id: string };

/** What became of a report, or why it was not kept. */
function fateOf({ source, id }: Named, kept: ReportOutcome): EventAnswer | Problem {
  if (kept.outcome === 'refused') return problemOfStream(kept.why);
  const { outcome, ...rest } = kept;
  return outcome === 'conflict' ? conflict() : { source, id, outcome, ...rest };
}

function taken(report: Named, kept: ReportOutcome): EventAnswer {
  const fate = fateOf(report, kept);
  return fate instanceof Problem ? rejected(report.source, report.id, fate) : fate;
}

/** Where the reports of a request can be read from on, and how many of them came to what. */
export function countsOf(position: bigint | null, events: readonly Pick<EventAnswer, 'outcome'>[]): Omit<IntakeAnswer, 'events'> {
  const count = (wanted: EventAnswer['outcome']): number => events.filter(({ outcome }) => outcome === wanted).length;
  return {
    position: position === null ? null : position.toString(),
    accepted: count('appended'),
    duplicates: count('duplicate'),
    parked: count('parked'),
    rejected: count('rejected'),
  };
}

const answer = (position: bigint | null, events: readonly EventAnswer[]): IntakeAnswer => ({ ...countsOf(position, events), events });

/** The answer to a single event. @throws Problem when it was not kept */
export function answerSingle(report: Named, { position, outcomes }: TakenIn): IntakeAnswer {
  const fate = fateOf(report, itemAt(outcomes, 0));
  if (fate instanceof Problem) throw fate;
  return answer(position, [fate]);
}

/** What became of each event of several, in their order. */
export function fatesOf(verdicts: readonly CloudEventVerdict[], { outcomes }: TakenIn): readonly EventAnswer[] {
  let next = 0;
  return verdicts.map((verdict) =>
    'report' in verdict
      ? taken(verdict.report, itemAt(outcomes, next++))
      : rejected(verdict.source, verdict.id, problemOfRefusal(verdict.refusal)),
  );
}

/** The answer to a batch, event by event in its order. @throws Problem 400 when none of them was acceptable */
export function answerBatch(verdicts: readonly CloudEventVerdict[], taken: TakenIn): IntakeAnswer {
  const events = fatesOf(verdicts, taken);
  const whole = answer(taken.position, events);
  if (events.length === 0 || whole.rejected < events.length) return whole;
  throw new Problem('nothing-accepted', 'See the problem of each event; correct them and send the batch again.', { members: { ...whole } });
}
