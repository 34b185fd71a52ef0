import {
  compareFixes,
  type Fix,
  type FixMarks,
  fixOf,
  followsOn,
  initialScan,
  type KnownMode,
  limitsFor,
  liveFix,
  type MarkedFix,
  orderedFixes,
  restartBefore,
  type ScanState,
  scanFixes,
} from '@waybill/domain';
import type { Instant, StoredEvent } from '@waybill/events';
import type { PositionRow } from '@waybill/read-model';
import { canonicalFix, fixOfRow, RETRACTED, rowOfFix } from './fixes';
import { isRetracted, type Retractions } from './retractions';

/** What is kept between batches: the scan, the mode that sets its limits, and the live fix where that is not the scan's anchor. */
export interface TrackState extends ScanState {
  readonly mode: string | null;
  readonly live: Fix | null;
}
export const noTrack: TrackState = { ...initialScan, mode: null, live: null };

export const encodeTrack = ({ anchor, pending, mode, live }: TrackState): string =>
  JSON.stringify({
    anchor: anchor && canonicalFix(anchor),
    pending: pending.map(canonicalFix),
    mode,
    live: live?.eventId === anchor?.eventId ? undefined : live && canonicalFix(live),
  });

export function decodeTrack(text: string): TrackState {
  const track = JSON.parse(text) as TrackState;
  return track.live === undefined ? { ...track, live: track.anchor } : track;
}

/** Everything that a batch says about one shipment's track. */
export interface TrackChange {
  readonly shipmentId: string;
  readonly state: TrackState;
  readonly fresh: FreshFixes;
  readonly retractions: Retractions;
  /** Event times of stored fixes whose retraction changed. */
  readonly touched: readonly number[];
  readonly mode: string | null;
  readonly terminalBefore: Instant | null;
  readonly terminalAt: Instant | null;
}

/** The track after a batch, and the stored positions that differ. */
export interface TrackFold {
  readonly state: TrackState;
  readonly rows: readonly PositionRow[];
}

const terminalOf = ({ terminalAt }: TrackChange): Instant | undefined => terminalAt ?? undefined;
const limitsOf = ({ mode }: TrackChange) => limitsFor((mode ?? undefined) as KnownMode | undefined);

/** New fixes in event-time order: those that count, and those that a retraction was waiting for. */
export interface FreshFixes {
  readonly counting: readonly Fix[];
  readonly held: readonly Fix[];
}

export function freshFixes(events: readonly StoredEvent[], retractions: Retractions): FreshFixes {
  const all = orderedFixes(events.flatMap((event) => fixOf(event) ?? []));
  const held = retractions.size === 0 ? [] : all.filter(({ eventId }) => isRetracted(retractions, eventId));
  return { counting: held.length === 0 ? all : all.filter((fix) => !held.includes(fix)), held };
}

const earliest = (times: readonly number[]): number => times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);

/**
 * The event time from which the track has to be derived again, or undefined when the batch merely goes on from it: everything in order,
 * nothing retracted, and the end of the journey not before the last fix.
 */
export function rescanFrom(change: TrackChange): number | undefined {
  const { state, touched, terminalAt, terminalBefore } = change;
  const started = state.anchor !== null || state.pending.length > 0;
  if (started && limitsFor((state.mode ?? undefined) as KnownMode | undefined) !== limitsOf(change)) return Number.MIN_SAFE_INTEGER;
  const { counting } = change.fresh;
  const late = counting.filter((fix) => !followsOn(state, fix));
  const ended = terminalAt !== terminalBefore && terminalAt !== null && state.anchor !== null && state.anchor.time > terminalAt;
  const from = earliest([...touched, ...late.map(({ time }) => time), ...(ended ? [terminalAt + 1] : [])]);
  if (from === Number.POSITIVE_INFINITY) return undefined;
  // Every new fix has to lie in what is scanned, and so has the last fix within the journey.
  return earliest([from, ...counting.map(({ time }) => time), ...(terminalAt === null ? [] : [terminalAt + 1])]);
}

const marked = (marks: FixMarks, fix: Fix): string => marks.get(fix.eventId) as string;

/** The fast path: new fixes only, each after all that the scan has seen. */
export function continueTrack(change: TrackChange): TrackFold {
  const { state, shipmentId, mode } = change;
  const { counting, held } = change.fresh;
  const { state: scan, marks } = scanFixes({ anchor: state.anchor, pending: state.pending }, counting, limitsOf(change));
  const confirmed = state.pending.filter(({ eventId }) => marks.has(eventId));
  const end = terminalOf(change);
  const kept = state.live && (end === undefined || state.live.time <= end) ? [state.live] : [];
  const inReach = [...kept, ...confirmed, ...counting];
  const known: FixMarks = new Map(marks);
  for (const { eventId } of kept) known.set(eventId, 'ok');
  const anchored = scan.anchor && (end === undefined || scan.anchor.time <= end);
  const live = anchored ? scan.anchor : (liveFix(inReach, known, end) ?? null);
  const rows = [...confirmed, ...counting].map((fix) => rowOfFix(shipmentId, fix, marked(marks, fix)));
  return { state: { ...scan, mode, live }, rows: [...rows, ...held.map((fix) => rowOfFix(shipmentId, fix, RETRACTED))] };
}

/** The slow path: scans again from the last `ok` fix before `from`, over what is stored after it and what is new. */
export function rescanTrack(change: TrackChange, from: number, stored: readonly PositionRow[]): TrackFold {
  const { shipmentId, retractions, mode } = change;
  const markBefore = new Map(stored.map((row) => [row.eventId, row.mark]));
  const fixes = orderedFixes([...stored.map(fixOfRow), ...change.fresh.counting, ...change.fresh.held]);
  // Of stored fixes that the batch does not name, their mark tells whether they count.
  const isHeld = ({ eventId }: Fix): boolean => retractions.get(eventId)?.holds ?? markBefore.get(eventId) === RETRACTED;
  const counting = fixes.filter((fix) => !isHeld(fix));
  const restart = restartBefore(
    counting.map((fix) => ({ ...fix, mark: markBefore.get(fix.eventId) as MarkedFix['mark'] })),
    from,
  );
  const anchor = restart ? (counting.find(({ eventId }) => eventId === restart.eventId) as Fix) : null;
  const after = anchor ? counting.filter((fix) => compareFixes(anchor, fix) < 0) : counting;
  const { state: scan, marks } = scanFixes({ anchor, pending: [] }, after, limitsOf(change));
  if (anchor) marks.set(anchor.eventId, 'ok');
  const live = liveFix(anchor ? [anchor, ...after] : after, marks, terminalOf(change)) ?? null;
  const rows = fixes.flatMap((fix) => {
    const mark = isHeld(fix) ? RETRACTED : marks.get(fix.eventId);
    return mark === undefined || mark === markBefore.get(fix.eventId) ? [] : [rowOfFix(shipmentId, fix, mark)];
  });
  return { state: { ...scan, mode, live }, rows };
}
