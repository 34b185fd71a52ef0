import type { Instant } from '@waybill/events';
import { type Fix, initialScan, orderedFixes, type PlausibilityLimits, type ScanState, scanAccepted } from '../positions';
import { depthIn, inFrame } from './area';
import type { FenceIndex } from './fence-index';
import type { FencedShipment, GeofenceVersion } from './geofence';
import { inBox } from './plane';
import { neverSeen, type Sightings, seenAt } from './sightings';
import { initialStillness, type SmoothedFix, type Stillness, settle } from './stillness';
import { crossingBetween, crossingsThrough, type FenceTransition, type TransitionCause } from './transition';
import { goesDeep, wayThrough } from './way';

/** Beyond a boundary by less than this (or than the fix's accuracy), metres, says nothing. */
export const MARGIN_METRES = 30;

/** A shipment seen on the other side of a boundary, but not yet for certain. */
interface Turn {
  /** The last place on the old side; null when there is none, or the fence was another one then. */
  readonly from: SmoothedFix | null;
  /** The first place on the new side. */
  readonly to: SmoothedFix;
  readonly cause: TransitionCause;
  /** Places beyond the margin, and the time of the first. */
  readonly clear: number;
  readonly clearSince: Instant | null;
}

/** What has to be remembered of one shipment and one fence; nothing while it is outside. */
export interface FenceState {
  /** Version of the fence that this was found by. */
  readonly revision: number;
  readonly inside: boolean;
  readonly turn: Turn | null;
}

/** What has to be remembered of one shipment. Plain JSON; grows with the fences that it is in or about to enter, not with the fixes. */
export interface MatchState {
  readonly scan: ScanState;
  readonly stillness: Stillness;
  readonly last: SmoothedFix | null;
  readonly sightings: Sightings;
  /** By fence id. */
  readonly near: Readonly<Record<string, FenceState>>;
}
export const initialMatch: MatchState = { scan: initialScan, stillness: initialStillness, last: null, sightings: neverSeen, near: {} };

interface Outcome {
  readonly state?: FenceState;
  readonly transition?: FenceTransition;
}

/** Metres beyond the boundary at which a place is certain to be inside, or outside. */
function marginFor({ area }: GeofenceVersion, toInside: boolean, accuracyMetres: number): number {
  const usual = toInside ? Math.min(MARGIN_METRES, area.maxInset) : MARGIN_METRES;
  return Math.max(usual, accuracyMetres);
}

const transition = (version: GeofenceVersion, turn: Turn, direction: FenceTransition['direction'], place: SmoothedFix): FenceTransition => {
  const crossing = turn.from && crossingBetween(version, turn.from, turn.to);
  return {
    geofenceId: version.geofenceId,
    revision: version.revision,
    direction,
    cause: turn.cause,
    time: crossing ? crossing.point.time : turn.to.time,
    confirmedAt: place.time,
    crossing,
    out: null,
    evidence: [...new Set([...(turn.from ? [turn.from.eventId] : []), turn.to.eventId, place.eventId])],
  };
};

/** Outside after having been outside: nothing, unless the way between, or an unconfirmed stay, led through the fence. */
function passedThrough(known: FenceState | undefined, version: GeofenceVersion, from: SmoothedFix | null, place: SmoothedFix): Outcome {
  const way = from && wayThrough(version.area, from, place);
  const turn = known?.turn;
  // Seen inside once, and never seen to go in: that may as well have been a bad fix.
  if (!from || !way || turn?.from === null) return {};
  const margin = marginFor(version, true, Math.max(from.accuracyMetres, place.accuracyMetres));
  if (!turn?.clear && !goesDeep(version.area, from, place, way, margin)) return {};
  const crossings = crossingsThrough(from, place, way);
  const entry = turn ?? { from, to: place, cause: 'movement', clear: 0, clearSince: null };
  const passage = transition(version, entry, 'crossed', place);
  if (turn) return { transition: { ...passage, out: crossings.out } };
  return { transition: { ...passage, time: crossings.in.point.time, crossing: crossings.in, out: crossings.out } };
}

const isConfirmed = ({ clear, clearSince }: Turn, { confirm }: GeofenceVersion, { time }: SmoothedFix): boolean =>
  clear >= confirm.fixes || (clear >= 2 && time - (clearSince ?? time) >= confirm.seconds * 1000);

/** Places beyond the margin after which a side is believed to which no certain way led. */
const FOUND_THERE = 5;

/**
 * A device that stands on a boundary may be beyond the margin by its first fixes: a mean of few is wrong by as much. So a side to which no
 * way led from beyond the margin of the other one is believed twice as far in, or after fixes enough for a mean that is good.
 */
function isBorneOut({ from, clear }: Turn, version: GeofenceVersion, depth: number, margin: number): boolean {
  if (clear >= FOUND_THERE || Math.abs(depth) >= 2 * margin) return true;
  return from !== null && Math.abs(depthIn(version.area, from)) >= marginFor(version, depth < 0, from.accuracyMetres);
}

/** One shipment, one fence, one more place. `from` is the place before, if the fence was the same then. */
function matchFix(
  known: FenceState | undefined,
  version: GeofenceVersion,
  from: SmoothedFix | null,
  place: SmoothedFix,
  cause: TransitionCause,
): Outcome {
  const inside = known?.inside ?? false;
  const { area } = version;
  const isFar = known === undefined && !inBox(area.box, inFrame(area, place));
  const depth = isFar ? Number.NEGATIVE_INFINITY : depthIn(area, place);
  const isInside = depth >= 0;
  if (!isInside && !inside) return passedThrough(known, version, from, place);
  if (isInside && inside) return { state: { revision: version.revision, inside, turn: null } };
  const begun = known?.turn ?? { from, to: place, cause, clear: 0, clearSince: null };
  const margin = marginFor(version, isInside, place.accuracyMetres);
  const isClear = Math.abs(depth) >= margin;
  const turn = isClear ? { ...begun, clear: begun.clear + 1, clearSince: begun.clearSince ?? place.time } : begun;
  if (!isConfirmed(turn, version, place) || !isBorneOut(turn, version, depth, margin))
    return { state: { revision: version.revision, inside, turn } };
  const moved = transition(version, turn, isInside ? 'entered' : 'exited', place);
  return isInside ? { state: { revision: version.revision, inside: true, turn: null }, transition: moved } : { transition: moved };
}

/** What becomes of a stay when the fence is no more, or no longer for this shipment. */
function leftBehind({ inside, revision }: FenceState, geofenceId: string, fences: FenceIndex, place: SmoothedFix): Outcome {
  if (!inside) return {};
  const time = fences.version(geofenceId, revision)?.until ?? place.time;
  const [crossing, out, evidence] = [null, null, [place.eventId]];
  return {
    transition: {
      geofenceId,
      revision,
      direction: 'exited',
      cause: 'fence-change',
      time,
      confirmedAt: place.time,
      crossing,
      out,
      evidence,
    },
  };
}

/** What one more place means for each fence that is near, or was. */
function stepTo(state: MatchState, place: SmoothedFix, fences: FenceIndex, shipment: FencedShipment, found: FenceTransition[]): MatchState {
  const { last, near } = state;
  const concerned = new Set([...Object.keys(near), ...fences.along(last ?? place, place)]);
  const next: Record<string, FenceState> = {};
  for (const geofenceId of [...concerned].sort()) {
    const version = fences.at(geofenceId, place.time, shipment);
    const known = near[geofenceId];
    const outcome = version ? matchVersion(known, version, last, place) : known ? leftBehind(known, geofenceId, fences, place) : {};
    if (outcome.state) next[geofenceId] = outcome.state;
    if (outcome.transition) found.push(outcome.transition);
  }
  return { ...state, last: place, sightings: seenAt(state.sightings, place.time), near: next };
}

/** Between two versions there is no way that crosses a boundary: the places are on sides of different ones. */
function matchVersion(known: FenceState | undefined, version: GeofenceVersion, last: SmoothedFix | null, place: SmoothedFix): Outcome {
  const same = last !== null && last.time >= version.from;
  const carried = known && known.revision !== version.revision ? { ...known, turn: null } : known;
  return matchFix(carried, version, same ? last : null, place, same ? 'movement' : last ? 'fence-change' : 'first-seen');
}

/**
 * Goes on with fixes in `compareFixes` order, all after those that the state has seen (see `followsOn`, on `state.scan`). Costs a
 * look-up in the index per fix. Implausible fixes move nothing; a run of them that is believed later is matched then.
 */
export function matchFixes(
  state: MatchState,
  fixesInOrder: readonly Fix[],
  limits: PlausibilityLimits,
  fences: FenceIndex,
  shipment: FencedShipment,
): { readonly state: MatchState; readonly transitions: readonly FenceTransition[] } {
  const transitions: FenceTransition[] = [];
  const { state: scan, accepted } = scanAccepted(state.scan, fixesInOrder, limits);
  let next: MatchState = { ...state, scan };
  for (const fix of accepted) {
    const { state: stillness, places } = settle(next.stillness, fix);
    next = places.reduce((current, place) => stepTo(current, place, fences, shipment, transitions), { ...next, stillness });
  }
  return { state: next, transitions };
}

/** All transitions of a shipment: a function of the set of its fixes, which `matchFixes` in order equals. */
export const fenceTransitions = (
  fixes: Iterable<Fix>,
  limits: PlausibilityLimits,
  fences: FenceIndex,
  shipment: FencedShipment,
): readonly FenceTransition[] => matchFixes(initialMatch, orderedFixes(fixes), limits, fences, shipment).transitions;
