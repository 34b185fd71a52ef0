import { type DetectionFact, detectionFactOf, isCorrection, isNext } from '@waybill/domain';
import { itemAt, type StoredEvent } from '@waybill/events';
import type { Fences } from './fences';
import { after, momentsAfter, type Watched } from './watched';

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
  return all.filter((one, i) => i === 0 || age(one) !== age(itemAt(all, i - 1))).slice(-MOST);
}

const factsIn = (events: readonly StoredEvent[]): DetectionFact[] => events.flatMap((event) => detectionFactOf(event) ?? []);

/** The last state that some events, which come late, can be added to. */
export function lastBefore(earlier: Earlier, events: readonly StoredEvent[]): Watched | undefined {
  return earlier.findLast((state) => {
    const moments = momentsAfter(state, factsIn(events.filter(({ revision }) => revision > state.revision)));
    const [first] = moments ?? [];
    return state.watch !== undefined && moments !== undefined && (first === undefined || isNext(state.detection, first));
  });
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
  return after({ ...state, revision: events.at(-1)?.revision ?? state.revision }, factsIn(counting), fences);
}
