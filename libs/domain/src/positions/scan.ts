import { isFuture } from '@waybill/events';
import { compareFixes, type Fix, orderedFixes } from './fix';
import { isPlausible, type PlausibilityLimits } from './plausibility';

/**
 * What the plausibility scan says of a fix. `ok` and `confirmed` are accepted.
 * - `ok`: plausible from the last accepted fix (or the first of all, or the one that completed a run);
 * - `confirmed`: looked like a jump, but later fixes agreed with it;
 * - `jump`: farther from the last accepted fix than it can have gone, and (so far) alone with that;
 * - `clock-skew`: from a clock that runs more than ten minutes ahead;
 * - `before-1970`: from a clock that was never set;
 * - `zero-island`: exactly 0,0, what receivers without a fix send.
 */
export const FIX_MARKS = ['ok', 'confirmed', 'jump', 'clock-skew', 'before-1970', 'zero-island'] as const;
export type FixMark = (typeof FIX_MARKS)[number];

export const isAccepted = (mark: FixMark | undefined): boolean => mark === 'ok' || mark === 'confirmed';

/** What the scan has to remember between two fixes. Plain JSON, a few fixes at most. */
export interface ScanState {
  /** The last `ok` fix. */
  readonly anchor: Fix | null;
  /** A run of jumps, each plausible from the one before. */
  readonly pending: readonly Fix[];
}
export const initialScan: ScanState = { anchor: null, pending: [] };

/** Marks by stored event id. A later fix can turn a `jump` into `confirmed`; an `ok` is final for the set so far. */
export type FixMarks = Map<string, FixMark>;
export interface ScanResult {
  readonly state: ScanState;
  readonly marks: FixMarks;
}

/** Later fixes that have to agree with a jump before it is believed; without that a real jump would starve for ever. */
export const AGREEING_FIXES = 3;

const isZeroIsland = ({ latitude, longitude }: Fix): boolean => latitude === 0 && longitude === 0;

/** Marks that follow from the fix alone; such fixes never touch the state. */
function ownMark(fix: Fix): FixMark | undefined {
  if (isFuture(fix)) return 'clock-skew';
  if (fix.time < 0) return 'before-1970';
  return isZeroIsland(fix) ? 'zero-island' : undefined;
}

/** The run of jumps with one more: continued when it agrees with the last one, else begun anew. */
function runWith(pending: readonly Fix[], fix: Fix, limits: PlausibilityLimits): readonly Fix[] {
  const last = pending.at(-1);
  return last && isPlausible(last, fix, limits) ? [...pending, fix] : [fix];
}

function step({ anchor, pending }: ScanState, fix: Fix, limits: PlausibilityLimits, marks: FixMarks): ScanState {
  if (anchor && !isPlausible(anchor, fix, limits)) {
    const run = runWith(pending, fix, limits);
    if (run.length <= AGREEING_FIXES) {
      marks.set(fix.eventId, 'jump');
      return { anchor, pending: run };
    }
    for (const { eventId } of run) marks.set(eventId, 'confirmed');
  }
  marks.set(fix.eventId, 'ok');
  return { anchor: fix, pending: [] };
}

/**
 * Goes on with a scan over fixes in `compareFixes` order, all of them after what the state has seen (see `followsOn`). The
 * marks are those that are new or changed: the given fixes, and earlier members of a run that was accepted now.
 *
 * After every `ok` the state is `{ anchor: thatFix, pending: [] }`, whatever came before. So a scan from any `ok` fix over
 * everything after it gives the marks and the state of a scan of the whole set.
 *
 * The first fix of all becomes the anchor, as nothing speaks against it. If it is the outlier, it stays `ok` and is displaced
 * by the first run of one jump and three that agree with it.
 */
export function scanFixes(state: ScanState, fixesInOrder: readonly Fix[], limits: PlausibilityLimits): ScanResult {
  const marks: FixMarks = new Map();
  const next = fixesInOrder.reduce((current, fix) => {
    const own = ownMark(fix);
    if (own === undefined) return step(current, fix, limits, marks);
    marks.set(fix.eventId, own);
    return current;
  }, state);
  return { state: next, marks };
}

/** Marks and state of a set of fixes in any order, duplicates allowed: the definition that every faster way must equal. */
export const markedFixes = (fixes: Iterable<Fix>, limits: PlausibilityLimits): ScanResult =>
  scanFixes(initialScan, orderedFixes(fixes), limits);

/**
 * True when `scanFixes` may simply go on with this fix: it comes after every fix that the state depends on. Fixes that only
 * get a mark of their own follow on anywhere.
 */
export function followsOn({ anchor, pending }: ScanState, fix: Fix): boolean {
  const last = pending.at(-1) ?? anchor;
  return ownMark(fix) !== undefined || last === null || compareFixes(last, fix) < 0;
}

/**
 * Goes on with a scan as `scanFixes` does, and answers the fixes that are accepted now, in order: a run that a later fix bore out
 * comes with that fix. Fixes in order, in any batches, give each accepted one once, and all of them in order.
 */
export function scanAccepted(
  state: ScanState,
  fixesInOrder: readonly Fix[],
  limits: PlausibilityLimits,
): { readonly state: ScanState; readonly accepted: readonly Fix[] } {
  const { state: next, marks } = scanFixes(state, fixesInOrder, limits);
  return { state: next, accepted: [...state.pending, ...fixesInOrder].filter(({ eventId }) => isAccepted(marks.get(eventId))) };
}
