import type { ReportOutcome, TakenIn } from '@waybill/tracking';
import { Problem, type ProblemDetails } from '../http/problem';
import type { Verdict } from './judge';

/** What became of one event of a request. */
export interface EventAnswer {
  readonly source: string | null;
  readonly id: string | null;
  readonly outcome: 'appended' | 'duplicate' | 'parked' | 'rejected';
  readonly shipmentIds: readonly string[];
  readonly shipmentIdsTruncated?: true;
  readonly problem?: ProblemDetails;
}

export interface IntakeAnswer {
  readonly position: string | null;
  readonly accepted: number;
  readonly duplicates: number;
  readonly parked: number;
  readonly rejected: number;
  readonly events: readonly EventAnswer[];
}

const conflict = (): Problem =>
  new Problem('event-conflict', 'This source and id were taken in with other content; send a new event under a new id.');

const rejected = (source: string | null, id: string | null, problem: Problem): EventAnswer => ({
  source,
  id,
  outcome: 'rejected',
  shipmentIds: [],
  problem: problem.details(),
});

function taken({ source, id }: { source: string; id: string }, { outcome, ...rest }: ReportOutcome): EventAnswer {
  return outcome === 'conflict' ? rejected(source, id, conflict()) : { source, id, outcome, ...rest };
}

const count = (events: readonly EventAnswer[], outcome: EventAnswer['outcome']): number =>
  events.reduce((sum, event) => (event.outcome === outcome ? sum + 1 : sum), 0);

function answer(position: bigint | null, events: readonly EventAnswer[]): IntakeAnswer {
  return {
    position: position === null ? null : position.toString(),
    accepted: count(events, 'appended'),
    duplicates: count(events, 'duplicate'),
    parked: count(events, 'parked'),
    rejected: count(events, 'rejected'),
    events,
  };
}

/** The answer to a single event. @throws Problem 409 when its (source, id) has other content */
export function answerSingle(report: { source: string; id: string }, { position, outcomes }: TakenIn): IntakeAnswer {
  const [outcome] = outcomes as readonly [ReportOutcome];
  if (outcome.outcome === 'conflict') throw conflict();
  return answer(position, [taken(report, outcome)]);
}

/** The answer to a batch, event by event in its order. @throws Problem 400 when none of them was acceptable */
export function answerBatch(verdicts: readonly Verdict[], { position, outcomes }: TakenIn): IntakeAnswer {
  let next = 0;
  const events = verdicts.map((verdict) =>
    'report' in verdict ? taken(verdict.report, outcomes[next++] as ReportOutcome) : rejected(verdict.source, verdict.id, verdict.problem),
  );
  const whole = answer(position, events);
  if (events.length === 0 || whole.rejected < events.length) return whole;
  throw new Problem('nothing-accepted', 'See the problem of each event; correct them and send the batch again.', { members: { ...whole } });
}
