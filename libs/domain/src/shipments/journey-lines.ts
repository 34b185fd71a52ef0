import { isSameJourney, type Journey, type JourneyMilestone, noJourney, travel } from './journey';
import { compareMilestones } from './order';

/** A milestone at its place among those of its shipment, with what all up to it come to. */
export interface JourneyLine extends ChangedLine {
  readonly after: Journey;
}

/** A milestone that is new, or that was taken back or reinstated. */
export interface ChangedLine {
  readonly milestone: JourneyMilestone;
  readonly retracted: boolean;
}

/** The last milestone of all, and what they come to. */
export interface JourneyEnd {
  readonly journey: Journey;
  readonly place?: JourneyMilestone;
}

/** A journey that is derived again from the first change on, piece by piece, as far as what follows differs. */
export interface Rederivation {
  /** In their order. */
  readonly pending: readonly ChangedLine[];
  /** Where it goes on, and what all before come to; absent at a change that lies apart from those before. */
  readonly reached?: { readonly place: JourneyMilestone; readonly journey: Journey };
  /** Lines that are new or come to something else than before. */
  readonly written: readonly JourneyLine[];
  readonly end: JourneyEnd;
}

/** Stored lines around a place, in their order. */
export interface StoredLines {
  /** The last one before it. */
  readonly before?: JourneyLine;
  /** Those behind it, the first of them only unless `complete`. */
  readonly behind: readonly JourneyLine[];
  readonly complete: boolean;
}

export const atStart: JourneyEnd = { journey: noJourney };

const inOrder = (a: ChangedLine, b: ChangedLine): number => compareMilestones(a.milestone, b.milestone);

/** @param end as it is without the changes */
export const rederivation = (end: JourneyEnd, changes: readonly ChangedLine[]): Rederivation => ({
  pending: changes.toSorted(inOrder),
  written: [],
  end,
});

/** Around which milestone stored lines are needed to go on; undefined when there is nothing left to do. */
export const placeOf = ({ pending, reached }: Rederivation): JourneyMilestone | undefined => reached?.place ?? pending[0]?.milestone;

/** True when all changes come behind everything that there is: nothing has to be read. */
export function goesOn({ pending, end }: Rederivation): boolean {
  const [first] = pending;
  return first !== undefined && (end.place === undefined || compareMilestones(end.place, first.milestone) < 0);
}

/** The fast path: everything new comes behind what there is. */
export const continued = (it: Rederivation): Rederivation =>
  rederived({ ...it, reached: it.end.place && { place: it.end.place, journey: it.end.journey } }, { behind: [], complete: true });

/** Goes on over some stored lines. Where these come to what they did before, and no change lies among them, the rest stays as it is. */
export function rederived(it: Rederivation, stored: StoredLines): Rederivation {
  const horizon = stored.complete ? undefined : stored.behind.at(-1);
  const lies = (line: ChangedLine): boolean => horizon === undefined || inOrder(line, horizon) <= 0;
  const within = it.pending.filter(lies);
  const pending = it.pending.slice(within.length);
  const changed = new Set(it.pending.map(({ milestone }) => milestone.eventId));
  const lines = [...within, ...stored.behind.filter(({ milestone }) => !changed.has(milestone.eventId))].sort(inOrder);
  const written: JourneyLine[] = [];
  let left = within.length;
  let journey = it.reached?.journey ?? stored.before?.after ?? noJourney;
  for (const line of lines) {
    const known = 'after' in line ? (line as JourneyLine).after : undefined;
    const after = line.retracted ? journey : travel(journey, line.milestone);
    if (known && left === 0 && isSameJourney(known, after)) return { pending, written: [...it.written, ...written], end: it.end };
    if (!known) left -= 1;
    if (!known || !isSameJourney(known, after)) written.push({ milestone: line.milestone, retracted: line.retracted, after });
    journey = after;
  }
  const place = lines.at(-1)?.milestone ?? it.reached?.place ?? stored.before?.milestone;
  const all = [...it.written, ...written];
  if (horizon === undefined) return { pending, written: all, end: { journey, place } };
  return { pending, reached: { place: place as JourneyMilestone, journey }, written: all, end: it.end };
}
