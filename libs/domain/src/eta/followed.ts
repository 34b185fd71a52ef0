import type { Instant, StoredEvent } from '@waybill/events';
import type { TargetOf } from '../arrivals';
import { type DetectionFact, detectionFactOf, type FactsTaken, isCorrection, orderedFacts, remembering, takeNext } from '../exceptions';
import { nothingObserved, type Observed, observe } from './observed';
import { type EtaPlan, etaPlanOf } from './plan';

/** An event of a shipment's stream after which it may be expected at another time. */
export interface Cause {
  readonly eventId: string;
  readonly time: Instant;
  readonly recordedTime: Instant;
  /** One of many that show how it moves. */
  readonly isMovement: boolean;
}

/** A shipment as far as its stream was followed. A value: what comes next makes a new one. */
export interface Followed {
  /** Last event of the stream that is contained; -1 without one. */
  readonly revision: number;
  /** Undefined until it is registered. */
  readonly plan?: EtaPlan;
  readonly observed: Observed;
  /** The newest event, by place in the log, that can bring a prediction about. */
  readonly cause?: Cause;
  readonly retracted: ReadonlySet<string>;
  readonly taken: FactsTaken;
}

export const notFollowed: Followed = { revision: -1, observed: nothingObserved, retracted: new Set(), taken: {} };

/** The cause that an event is; undefined for what says nothing of an arrival. */
export function causeOf(event: StoredEvent): Cause | undefined {
  const isOne = event.type === 'dev.waybill.shipment-registered.v1' || isCorrection(event) || detectionFactOf(event) !== undefined;
  if (!isOne) return undefined;
  const { eventId, time, recordedTime } = event;
  return { eventId, time, recordedTime, isMovement: event.type === 'dev.waybill.position-reported.v1' };
}

/** The shipment after one more event of its stream; undefined when it has to be followed again from the beginning (`followedFrom`). */
export function follow(followed: Followed, event: StoredEvent, targetOf: TargetOf): Followed | undefined {
  const { revision } = event;
  if (revision <= followed.revision) return followed;
  if (isCorrection(event)) return undefined;
  const cause = causeOf(event);
  if (event.type === 'dev.waybill.shipment-registered.v1')
    return followed.revision < 0 ? { ...followed, revision, plan: etaPlanOf(event.data, targetOf(event.data)), cause } : undefined;
  const next = { ...followed, revision, cause: cause ?? followed.cause };
  const fact = cause && detectionFactOf(event);
  if (!fact || !followed.plan || followed.retracted.has(event.eventId)) return next;
  const one = takeNext(followed.taken, fact);
  if (!one) return undefined;
  const { plan } = followed;
  return { ...next, observed: one.moments.reduce((now, moment) => observe(now, moment, plan), followed.observed), taken: one.taken };
}

/** What of a shipment's stream is needed to follow it. Facts are those that are not retracted, in any order. */
export interface StreamOfFacts extends Pick<Followed, 'revision' | 'cause' | 'retracted'> {
  readonly plan?: Parameters<typeof etaPlanOf>[0];
  readonly facts: readonly DetectionFact[];
}

/** The shipment after all facts of its stream. Yields where it may be interrupted, since they may be many. */
export function* followedFrom({ plan, facts, ...start }: StreamOfFacts, targetOf: TargetOf): Generator<void, Followed> {
  if (!plan) return { ...notFollowed, ...start };
  const known = etaPlanOf(plan, targetOf(plan));
  let observed = nothingObserved;
  const ordered = orderedFacts(facts);
  for (const fact of ordered) {
    observed = observe(observed, fact, known);
    yield;
  }
  return { ...start, plan: known, observed, taken: { ...remembering({}, facts), last: ordered.at(-1) } };
}
