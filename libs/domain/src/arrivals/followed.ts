import type { StoredEvent } from '@waybill/events';
import { type DetectionFact, detectionFactOf, type FactsTaken, isCorrection, orderedFacts, remembering, takeNext } from '../exceptions';
import type { ArrivalTarget } from './arrival';
import { notVisiting, stepVisiting, type Visiting } from './visits';

/** A shipment on its way to a site, as far as its stream was followed. A value: what comes next makes a new one. */
export interface FollowedVisits {
  /** Last event of the stream that is contained; -1 without one. */
  readonly revision: number;
  readonly visiting: Visiting;
  /** Events that do not count, also before they come. */
  readonly retracted: ReadonlySet<string>;
  readonly taken: FactsTaken;
}

/** The shipment after one more event of its stream; undefined when it has to be followed again from the beginning. */
export function followVisits(followed: FollowedVisits, event: StoredEvent, target: ArrivalTarget): FollowedVisits | undefined {
  const { revision } = event;
  if (revision <= followed.revision) return followed;
  if (isCorrection(event)) return undefined;
  const fact = followed.retracted.has(event.eventId) ? undefined : detectionFactOf(event);
  if (!fact) return { ...followed, revision };
  const next = takeNext(followed.taken, fact);
  if (!next) return undefined;
  const visiting = next.moments.reduce((now, moment) => stepVisiting(now, moment, target), followed.visiting);
  return { ...followed, revision, visiting, taken: next.taken };
}

/** What of a shipment's stream is needed to follow it. Facts are those that were not retracted, in any order. */
export interface VisitFacts extends Pick<FollowedVisits, 'revision' | 'retracted'> {
  readonly facts: readonly DetectionFact[];
}

/** The shipment after all facts of its stream. Yields where it may be interrupted, since they may be many. */
export function* followedVisits({ facts, revision, retracted }: VisitFacts, target: ArrivalTarget): Generator<void, FollowedVisits> {
  let visiting = notVisiting;
  const ordered = orderedFacts(facts);
  for (const moment of ordered) {
    visiting = stepVisiting(visiting, moment, target);
    yield;
  }
  return { revision, visiting, retracted, taken: { ...remembering({}, facts), last: ordered.at(-1) } };
}
