import type { Instant, StoredEvent } from '@waybill/events';
import { compareFacts, type DetectionFact, detectionFactOf, fixesIn, orderedFacts } from '../exceptions';
import { type BelatedFixes, isLagKnown, mayMakeLag, type NewestFix, newestOf, withBelated } from '../positions';
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
  /** The last fact in the order in which they count. */
  readonly last?: DetectionFact;
  /** What tells which fixes lag behind others: see `lagsIn`. */
  readonly newest?: NewestFix;
  readonly belated?: BelatedFixes;
}

export const notFollowed: Followed = { revision: -1, observed: nothingObserved, retracted: new Set() };

const isCorrection = ({ type }: StoredEvent): boolean =>
  type === 'dev.waybill.fact-retracted.v1' || type === 'dev.waybill.fact-reinstated.v1';

/** The cause that an event is; undefined for what says nothing of an arrival. */
export function causeOf(event: StoredEvent): Cause | undefined {
  const isOne = event.type === 'dev.waybill.shipment-registered.v1' || isCorrection(event) || detectionFactOf(event) !== undefined;
  if (!isOne) return undefined;
  const { eventId, time, recordedTime } = event;
  return { eventId, time, recordedTime, isMovement: event.type === 'dev.waybill.position-reported.v1' };
}

/** With some fixes remembered for what others are measured by. */
const remembering = (followed: Followed, facts: readonly DetectionFact[]): Followed => {
  const fixes = fixesIn(facts);
  if (fixes.length === 0) return followed;
  return { ...followed, newest: fixes.reduce(newestOf, followed.newest), belated: fixes.reduce(withBelated, followed.belated) };
};

function taken(followed: Followed, fact: DetectionFact, plan: EtaPlan): Followed | undefined {
  const [fix] = fixesIn([fact]);
  if (fix && (!isLagKnown(followed.newest, fix) || mayMakeLag(followed.belated, fix))) return undefined;
  let { observed, last } = followed;
  for (const moment of orderedFacts([fact], followed.newest)) {
    if (last !== undefined && compareFacts(last, moment) >= 0) return undefined;
    [observed, last] = [observe(observed, moment, plan), moment];
  }
  return { ...remembering(followed, [fact]), observed, last };
}

/** The shipment after one more event of its stream; undefined when it has to be followed again from the beginning (`followedFrom`). */
export function follow(followed: Followed, event: StoredEvent): Followed | undefined {
  const { revision } = event;
  if (revision <= followed.revision) return followed;
  if (isCorrection(event)) return undefined;
  const cause = causeOf(event);
  if (event.type === 'dev.waybill.shipment-registered.v1')
    return followed.revision < 0 ? { ...followed, revision, plan: etaPlanOf(event.data), cause } : undefined;
  const next = { ...followed, revision, cause: cause ?? followed.cause };
  const fact = cause && detectionFactOf(event);
  if (!fact || !followed.plan || followed.retracted.has(event.eventId)) return next;
  return taken(next, fact, followed.plan);
}

/** What of a shipment's stream is needed to follow it. Facts are those that are not retracted, in any order. */
export interface StreamOfFacts extends Pick<Followed, 'revision' | 'cause' | 'retracted'> {
  readonly plan?: Parameters<typeof etaPlanOf>[0];
  readonly facts: readonly DetectionFact[];
}

/** The shipment after all facts of its stream. Yields where it may be interrupted, since they may be many. */
export function* followedFrom({ plan, facts, ...start }: StreamOfFacts): Generator<void, Followed> {
  let followed: Followed = { ...notFollowed, ...start };
  if (!plan) return followed;
  const known = etaPlanOf(plan);
  followed = remembering({ ...followed, plan: known }, facts);
  for (const fact of orderedFacts(facts)) {
    followed = { ...followed, observed: observe(followed.observed, fact, known), last: fact };
    yield;
  }
  return followed;
}
