import type { StoredEvent } from '@waybill/events';
import { type BelatedFixes, isLagKnown, mayMakeLag, type NewestFix, newestOf, withBelated } from '../positions';
import { compareFacts, type DetectionFact, fixesIn, orderedFacts } from './fact';

/** What tells whether one more fact follows on those that were taken: the last of them, and which fixes lag behind others (see `lagsIn`). */
export interface FactsTaken {
  readonly last?: DetectionFact;
  readonly newest?: NewestFix;
  readonly belated?: BelatedFixes;
}

/** A fact that says that another one no longer counts, or counts again: everything has to be taken anew. */
export const isCorrection = ({ type }: StoredEvent): boolean =>
  type === 'dev.waybill.fact-retracted.v1' || type === 'dev.waybill.fact-reinstated.v1';

/** With the fixes among some facts remembered for what others are measured by. */
export function remembering({ last, ...taken }: FactsTaken, facts: readonly DetectionFact[]): FactsTaken {
  const fixes = fixesIn(facts);
  return { last, newest: fixes.reduce(newestOf, taken.newest), belated: fixes.reduce(withBelated, taken.belated) };
}

/** One more fact as the moments that it makes, in order; undefined when it belongs before others, or changes what those are. */
export function takeNext(
  taken: FactsTaken,
  fact: DetectionFact,
): { readonly moments: readonly DetectionFact[]; readonly taken: FactsTaken } | undefined {
  const [fix] = fixesIn([fact]);
  if (fix && (!isLagKnown(taken.newest, fix) || mayMakeLag(taken.belated, fix))) return undefined;
  const moments = orderedFacts([fact], taken.newest);
  const [first] = moments;
  if (first && taken.last && compareFacts(taken.last, first) >= 0) return undefined;
  return { moments, taken: { ...remembering(taken, [fact]), last: moments.at(-1) ?? taken.last } };
}
