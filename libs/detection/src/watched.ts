import {
  advance,
  type BelatedFixes,
  type DetectionFact,
  type DetectionRules,
  type DetectionState,
  detectionFactOf,
  type Episode,
  episodesAt,
  type FencedShipment,
  type FenceFindings,
  type FenceTransition,
  type Fix,
  findingsAt,
  fixesIn,
  followsOn,
  type Geofence,
  initialDetection,
  initialMatch,
  isCorrection,
  isLagKnown,
  isNext,
  limitsFor,
  type MatchState,
  matchFixes,
  mayChangeBetween,
  mayMakeLag,
  type NewestFix,
  newestOf,
  nextDeadline,
  orderedFacts,
  orderedFixes,
  type SeenAtFence,
  type Watch,
  watchOf,
  withBelated,
} from '@waybill/domain';
import type { Instant, StoredEvent } from '@waybill/events';
import { atOnce, type Steps } from '@waybill/platform';
import type { ShipmentFacts } from './facts';
import type { Fences } from './fences';

/** One shipment as far as it has been looked at. A value: what comes next makes a new one. */
export interface Watched {
  /** Last event of the shipment's stream that is contained. */
  readonly revision: number;
  readonly watch?: Watch;
  readonly shipment?: FencedShipment;
  readonly detection: DetectionState;
  readonly match: MatchState;
  readonly transitions: readonly FenceTransition[];
  /** The newest fix that is contained, and those that came so late that others may make them lag: see `lagsIn`. */
  readonly newest?: NewestFix;
  readonly belated?: BelatedFixes;
  readonly retracted: ReadonlySet<string>;
  /** Predictions are contained, which no earlier state is followed by: what comes late is derived with all of them. */
  readonly hasPredictions: boolean;
}

export const newlyWatched: Watched = {
  revision: -1,
  detection: initialDetection,
  match: initialMatch,
  transitions: [],
  retracted: new Set(),
  hasPredictions: false,
};

const registered = (plan: NonNullable<ShipmentFacts['plan']>, defaults?: DetectionRules) => ({
  watch: watchOf(plan, defaults),
  shipment: { shipmentId: plan.shipmentId, carrier: plan.carrier, labels: plan.labels },
});

/** The shipment with some more fixes, in order, matched against the fences. */
function matched(watched: Watched, fixes: readonly Fix[], fences: Fences): Watched {
  const { watch, shipment, match, transitions } = watched;
  if (!shipment) return watched;
  const found = matchFixes(match, fixes, limitsFor(watch?.mode), fences.index, shipment);
  return {
    ...watched,
    match: found.state,
    transitions: found.transitions.length === 0 ? transitions : [...transitions, ...found.transitions],
  };
}

/** With fixes remembered for what others are measured by. */
const remembering = ({ newest, belated, ...watched }: Watched, fixes: readonly Fix[]): Watched => ({
  ...watched,
  newest: fixes.reduce(newestOf, newest),
  belated: fixes.reduce(withBelated, belated),
});

/** Takes one more fact; undefined when it belongs before others, or was recorded before a fix that lags because of it. */
function taking(watched: Watched, fact: DetectionFact, fences: Fences): Watched | undefined {
  const { watch, detection, match, belated } = watched;
  if (!watch || !isNext(detection, fact)) return undefined;
  const next = { ...watched, detection: advance(detection, fact, watch) };
  if (fact.kind !== 'fix') return next;
  if (!followsOn(match.scan, fact.of) || mayMakeLag(belated, fact.of)) return undefined;
  return matched(remembering(next, [fact.of]), [fact.of], fences);
}

/** What some more facts come to after those that are contained, in order; undefined when all of them have to be looked at for that. */
export function momentsAfter({ newest }: Watched, facts: readonly DetectionFact[]): readonly DetectionFact[] | undefined {
  return fixesIn(facts).every((fix) => isLagKnown(newest, fix)) ? orderedFacts(facts, newest) : undefined;
}

/** The shipment after some more facts, none of them retracted; undefined when it has to be derived again from all of them. */
export const after = (watched: Watched, facts: readonly DetectionFact[], fences: Fences): Watched | undefined =>
  momentsAfter(watched, facts)?.reduce<Watched | undefined>((next, fact) => next && taking(next, fact, fences), watched);

/** The shipment after one more event of its stream; undefined when it has to be derived again from all of them. */
export function follow(watched: Watched, event: StoredEvent, fences: Fences): Watched | undefined {
  const { revision } = event;
  if (revision <= watched.revision) return watched;
  if (isCorrection(event)) return undefined;
  if (event.type === 'dev.waybill.shipment-registered.v1')
    return watched.revision < 0 ? { ...watched, revision, ...registered(event.data) } : undefined;
  const fact = detectionFactOf(event);
  if (!fact || !watched.watch || watched.retracted.has(event.eventId)) return { ...watched, revision };
  return after({ ...watched, revision }, [fact], fences);
}

/** Everything that follows from the facts of a shipment, fact by fact. */
export function* deriveInSteps(
  { plan, facts, retracted, revision }: ShipmentFacts,
  fences: Fences,
  defaults?: DetectionRules,
): Steps<Watched> {
  const start: Watched = { ...newlyWatched, retracted, revision };
  if (!plan) return start;
  const known = { ...start, ...registered(plan, defaults) };
  let { detection, match } = known;
  const ordered = orderedFacts(facts);
  const hasPredictions = facts.some(({ kind }) => kind === 'estimate');
  for (const fact of ordered) {
    detection = advance(detection, fact, known.watch);
    yield;
  }
  const fixes = orderedFixes(fixesIn(ordered));
  const transitions: FenceTransition[] = [];
  for (const fix of fixes) {
    const found = matchFixes(match, [fix], limitsFor(known.watch.mode), fences.index, known.shipment);
    match = found.state;
    transitions.push(...found.transitions);
    yield;
  }
  return remembering({ ...known, detection, match, transitions, hasPredictions }, fixes);
}

/** The same at once. */
export const derive = (facts: ShipmentFacts, fences: Fences): Watched => atOnce(deriveInSteps(facts, fences));

/** It has come to its end. */
export const isOver = ({ detection: { journey } }: Watched): boolean => journey.endedAt !== undefined;

/** Fences that a shipment has to do with, those that it crossed and those that it has to be inside of, with its transitions at each. */
function transitionsByFence({ shipment, transitions }: Watched, fences: Fences): Map<string, FenceTransition[]> {
  const groups = new Map<string, FenceTransition[]>();
  for (const transition of transitions) {
    const group = groups.get(transition.geofenceId);
    if (group) group.push(transition);
    else groups.set(transition.geofenceId, [transition]);
  }
  for (const { geofenceId } of shipment ? fences.index.demanding(shipment) : []) if (!groups.has(geofenceId)) groups.set(geofenceId, []);
  return groups;
}

/** What there is to be seen at each of them. Nothing before the shipment has left its origin. */
function atFences(watched: Watched, fences: Fences): { fence: Geofence; seen: SeenAtFence }[] {
  const { shipment, watch, detection, match } = watched;
  const { departedAt: from, endedAt: until } = detection.journey;
  if (!shipment || !watch || from === undefined) return [];
  const seen = { shipment, journey: { from, until }, sightings: match.sightings, damping: watch.rules };
  return [...transitionsByFence(watched, fences)].flatMap(([geofenceId, transitions]) => {
    const fence = fences.fence(geofenceId);
    return fence ? [{ fence, seen: { ...seen, transitions } }] : [];
  });
}

const earliest = (times: readonly (Instant | undefined)[]): Instant | undefined =>
  times.reduce((first, time) => (first === undefined || (time !== undefined && time < first) ? time : first), undefined);

/** What there is to be said of all of them as of a time, fence by fence. */
export function* findingsAtFences(watched: Watched, fences: Fences, asOf: Instant): Steps<FenceFindings> {
  const episodes: Episode[] = [];
  let next: Instant | undefined;
  for (const { fence, seen } of atFences(watched, fences)) {
    const found = findingsAt(fence, asOf, watched.watch?.rules.version ?? 0, seen);
    for (const episode of found.episodes) episodes.push(episode);
    next = earliest([next, found.next]);
    yield;
  }
  return { episodes, next };
}

/** True when they may be others at a time than they were at an earlier one, although no fact came. */
export function* mayChangeAtFences(watched: Watched, fences: Fences, after: Instant, by: Instant): Steps<boolean> {
  for (const { fence, seen } of atFences(watched, fences)) {
    if (mayChangeBetween(fence, after, by, seen)) return true;
    yield;
  }
  return false;
}

/** Every episode of the shipment as of a time, by what was found at fences. */
export const episodesWith = ({ watch, detection }: Watched, { episodes }: FenceFindings, asOf: Instant): Episode[] =>
  watch ? [...episodesAt(detection, asOf, watch), ...episodes] : [];

/** The same for all of its episodes; `atFences` is what was found before, which holds until a fact changes what those follow from. */
export function nextChange({ watch, detection }: Watched, asOf: Instant, atFences: Instant | undefined): Instant | undefined {
  return earliest([watch && nextDeadline(detection, asOf, watch), atFences]);
}
