import type { Evidence, ExceptionRule, Instant } from '@waybill/events';
import { formatInstant } from '@waybill/events';
import type { Fix } from '../positions';
import type { DetectionFact } from './fact';
import type { Journey } from './journey';
import type { Change } from './ledger';
import type { DetectionRules } from './rules';
import type { Watch } from './watch';

/** One moment of a shipment's story. */
export interface Moment {
  readonly at: Instant;
  readonly fact: DetectionFact;
  /** Fixes that are believed from this moment on, in order. None of them is an outlier. */
  readonly fixes: readonly Fix[];
  /** As the fact left it. */
  readonly journey: Journey;
  readonly watch: Watch;
}

/** What a detector remembers next, and what it saw begin or end. */
export interface Seen<S> {
  readonly state: S;
  readonly changes: readonly Change[];
}
/**
 * One rule. It sees the facts in the order in which they count, and no clock but their moments, so what it says depends on the set of facts
 * alone. Its state is plain JSON of bounded size. A state or list of changes that is not new should be the same object.
 */
export interface Detector<S> {
  readonly rule: ExceptionRule;
  readonly initial: S;
  step(state: S, moment: Moment): Seen<S>;
  /** When something happens even if no fact comes before or at that time; undefined when nothing does. */
  deadline?(state: S, journey: Journey, watch: Watch): Instant | undefined;
  /** What happens at the deadline; afterwards there is another one, or none. */
  expire?(state: S, at: Instant, journey: Journey, watch: Watch): Seen<S>;
}

export const NOTHING: readonly Change[] = [];

/** A position as evidence. */
export const positionOf = ({ eventId, time, latitude, longitude, accuracyMetres }: Fix): Evidence['positions'][number] => ({
  eventId,
  time: formatInstant(time),
  latitude,
  longitude,
  ...(accuracyMetres !== undefined && { accuracyMetres }),
});

/** Evidence that rests on some fixes. */
export const evidenceOf = (
  { version }: DetectionRules,
  thresholds: Evidence['thresholds'],
  fixes: readonly Fix[],
  more: Partial<Evidence> = {},
): Evidence => ({
  ruleVersion: version,
  thresholds,
  eventIds: fixes.map(({ eventId }) => eventId),
  positions: fixes.map(positionOf),
  ...more,
});
