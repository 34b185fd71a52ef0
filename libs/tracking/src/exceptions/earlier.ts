import { type DetectionState, detectionFactOf, isNext, orderedFacts } from '@waybill/domain';
import type { StoredEvent } from '@waybill/events';
import { isCorrection } from './facts';
import type { Fences } from './fences';
import { after, type Watched } from './watched';

/** States of one shipment as it was some events ago, the oldest first: from them one goes on when a fact comes late. */
export type Earlier = readonly Watched[];

/** Events between two that are kept, at least. */
const STEP = 16;
const MOST = 3;

/** How often the age, in events, has doubled. */
const doublings = (age: number): number => Math.floor(Math.log2(Math.max(age, STEP) / STEP));

/** Keeps one state for each doubling of its age: what is a little late costs few events, what is late by much costs some more. */
export function remember(earlier: Earlier, now: Watched): Earlier {
  const last = earlier.at(-1);
  const all = last && now.revision - last.revision < STEP ? earlier : [...earlier, now];
  const age = ({ revision }: Watched): number => doublings(now.revision - revision);
  return all.filter((one, i) => i === 0 || age(one) !== age(all[i - 1] as Watched)).slice(-MOST);
}

function isNextFact(detection: DetectionState, event: StoredEvent): boolean {
  const fact = detectionFactOf(event);
  return !fact || isNext(detection, fact);
}

/** The last state that some events, which come late, can be added to. */
export function lastBefore(earlier: Earlier, events: readonly StoredEvent[]): Watched | undefined {
  const isBefore = ({ revision, watch, detection }: Watched): boolean =>
    watch !== undefined && events.every((event) => event.revision <= revision || isNextFact(detection, event));
  return earlier.findLast(isBefore);
}

/**
 * The shipment after all events of its stream that followed a state, whatever the order in which they happened: the same as when everything
 * is derived anew. Undefined when that has to be done, because something is later still than the state, corrects what it contains, or
 * may make history of it.
 */
export function resume(state: Watched, events: readonly StoredEvent[], fences: Fences): Watched | undefined {
  const { watch, retracted } = state;
  if (!watch || events.some(isCorrection)) return undefined;
  const counting = events.filter(({ eventId }) => !retracted.has(eventId));
  const facts = orderedFacts(counting.flatMap((event) => detectionFactOf(event) ?? []));
  const start: Watched = { ...state, revision: events.at(-1)?.revision ?? state.revision };
  return facts.reduce<Watched | undefined>((next, fact) => next && after(next, fact, fences), start);
}
