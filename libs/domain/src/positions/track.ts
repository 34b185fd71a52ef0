import { itemAt } from '@waybill/events';
import { compareFixes, type Fix, orderedFixes } from './fix';
import type { PlausibilityLimits } from './plausibility';
import { type FixMark, type FixMarks, followsOn, initialScan, type ScanState, scanFixes } from './scan';

/** A fix with what the plausibility scan says of it. */
export interface MarkedFix extends Fix {
  readonly mark: FixMark;
}

/** The fixes of one shipment with their marks, in event-time order, and what is needed to go on. */
export interface Track {
  readonly fixes: readonly MarkedFix[];
  readonly state: ScanState;
}
export const emptyTrack: Track = { fixes: [], state: initialScan };

/** Fixes that begin to count and stored ids of fixes that no longer do. */
export interface TrackChange {
  readonly added?: Iterable<Fix>;
  readonly removed?: Iterable<string>;
}

/** The last `ok` fix of some in event-time order that lies strictly before a time: the nearest place from which a scan can be done again. */
export function restartBefore(fixes: readonly MarkedFix[], time: number): MarkedFix | undefined {
  for (let i = fixes.length - 1; i >= 0; i--) {
    const fix = itemAt(fixes, i);
    if (fix.mark === 'ok' && fix.time < time) return fix;
  }
  return undefined;
}

/** Without its mark, which may be out of date: a scan must not carry it on. */
const bare = ({ mark: _, ...fix }: MarkedFix): Fix => fix;

const withMarks = (fixes: readonly Fix[], marks: FixMarks): MarkedFix[] =>
  fixes.map((fix) => ({ ...fix, mark: marks.get(fix.eventId) ?? (fix as MarkedFix).mark }));

/** Scans again from the last `ok` fix before the earliest change; what lies before stays as it is. */
function rescan(fixes: readonly MarkedFix[], added: readonly Fix[], removed: ReadonlySet<string>, limits: PlausibilityLimits): Track {
  const changed = [...added, ...fixes.filter(({ eventId }) => removed.has(eventId))];
  const earliest = changed.reduce((min, { time }) => Math.min(min, time), Number.POSITIVE_INFINITY);
  const anchor = restartBefore(fixes, earliest);
  const kept = anchor ? fixes.filter((fix) => compareFixes(fix, anchor) <= 0) : [];
  const staying = fixes.slice(kept.length).filter(({ eventId }) => !removed.has(eventId));
  const after = orderedFixes([...staying.map(bare), ...added]);
  const { state, marks } = scanFixes(anchor ? { anchor: bare(anchor), pending: [] } : initialScan, after, limits);
  return { fixes: [...kept, ...withMarks(after, marks)], state };
}

/**
 * The track after some fixes came and some went, whatever the order in which they arrived. Fixes that follow on are scanned
 * once; a late or retracted one has the track scanned again from the last `ok` fix before it.
 */
export function changeTrack(track: Track, { added = [], removed = [] }: TrackChange, limits: PlausibilityLimits): Track {
  const gone = new Set(removed);
  const held = new Set(track.fixes.map(({ eventId }) => eventId));
  const fresh = orderedFixes(added).filter(({ eventId }) => !held.has(eventId) && !gone.has(eventId));
  const inOrder = fresh.every((fix) => followsOn(track.state, fix));
  if (!inOrder || [...gone].some((eventId) => held.has(eventId))) return rescan(track.fixes, fresh, gone, limits);
  const { state, marks } = scanFixes(track.state, fresh, limits);
  return { fixes: withMarks([...track.fixes, ...fresh].sort(compareFixes), marks), state };
}
