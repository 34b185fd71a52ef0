import type { DataOf, StoredEvent } from '@waybill/events';
import type { Fold } from '../fold';

/** One way in which a sender has told of a scan: another text, place or time of the same scan is another reading. */
export interface ScanReading {
  readonly scanId: string;
  /** Id of the fact that it became; it follows from what the reading says. */
  readonly factId: string;
  /** `<scheme>:<value>` of the name that the fact is about. */
  readonly subject: string;
  /** When the sender said so, ms: the time of a push with the whole history, else the scan's own update, else when it was received. */
  readonly at: number;
  /** Of the status map that it was read with. */
  readonly mappingVersion: number;
  /** False for estimates and plans, which come and go. */
  readonly isActual: boolean;
}

export interface KnownScan {
  /** Each fact that the scan became, with the latest time at which the sender said so. */
  readonly readings: readonly Omit<ScanReading, 'scanId'>[];
  /** When the sender took the scan back; what it said up to then no longer counts. */
  readonly withdrawnAt?: number;
  /** The newest whole history of the sender no longer has it. */
  readonly isMissing: boolean;
}

/** What a sender's pushes have told of its scans. Plain JSON. */
export interface ScanHistory {
  readonly scans: Readonly<Record<string, KnownScan>>;
  /** When the sender made the newest push with its whole history, ms. */
  readonly wholeAt?: number;
}

/** What one push says of the scans of one history. */
export interface ScanPush {
  readonly readings: readonly ScanReading[];
  readonly withdrawals: readonly { readonly scanId: string; readonly at: number }[];
  /** When the sender made the push, ms; given only when it brings every scan that the sender has. */
  readonly wholeAt?: number;
  /** Whether the sender said when it said this; otherwise the times are those of receipt. */
  readonly isDated: boolean;
}

export type Noted = DataOf<'dev.waybill.scans-noted.v1'>;

export const NOTHING: KnownScan = { readings: [], isMissing: false };

const compare = (a: Omit<ScanReading, 'scanId'>, b: Omit<ScanReading, 'scanId'>): number =>
  a.at - b.at || a.mappingVersion - b.mappingVersion || (a.factId < b.factId ? -1 : a.factId > b.factId ? 1 : 0);

export function withReading(state: KnownScan, { scanId: _, ...reading }: ScanReading): KnownScan {
  const before = state.readings.find(({ factId }) => factId === reading.factId);
  if (before && compare(before, reading) >= 0) return state;
  return { ...state, readings: [...state.readings.filter((one) => one !== before), reading] };
}

/** The newest whole history still tells the scan as it was told last. */
function confirmed(scan: KnownScan, wholeAt: number): KnownScan {
  const latest = scan.readings.toSorted(compare).at(-1);
  if (latest === undefined || latest.at >= wholeAt) return scan;
  return { ...scan, readings: [...scan.readings.filter((one) => one !== latest), { ...latest, at: wholeAt }] };
}

export const initialHistory: ScanHistory = { scans: {} };

export function evolveNoted(history: ScanHistory, { scans, withdrawn, missing, wholeAt }: Noted): ScanHistory {
  const next: Record<string, KnownScan> = { ...history.scans };
  const of = (scanId: string): KnownScan => (Object.hasOwn(next, scanId) ? next[scanId] : undefined) ?? NOTHING;
  for (const reading of scans) next[reading.scanId] = withReading(of(reading.scanId), reading);
  for (const { scanId, at } of withdrawn) next[scanId] = { ...of(scanId), withdrawnAt: Math.max(at, of(scanId).withdrawnAt ?? at) };
  const gone = new Set(missing);
  for (const scanId of Object.keys(next)) {
    if (of(scanId).isMissing !== gone.has(scanId)) next[scanId] = { ...of(scanId), isMissing: gone.has(scanId) };
    if (wholeAt !== undefined && !gone.has(scanId)) next[scanId] = confirmed(of(scanId), wholeAt);
  }
  return { scans: next, wholeAt: wholeAt ?? history.wholeAt };
}

export const scansFold: Fold<ScanHistory> = {
  initial: () => initialHistory,
  evolve: (history, event: StoredEvent) => (event.type === 'dev.waybill.scans-noted.v1' ? evolveNoted(history, event.data) : history),
};

const isNews = (history: ScanHistory, reading: ScanReading): boolean => {
  const state = history.scans[reading.scanId];
  return state === undefined || withReading(state, reading) !== state;
};

/**
 * A push that says the same again adds nothing, unless the scan has been told of in other ways meanwhile. One that comes late adds when it
 * was said: a former reading may come later still. The newest whole history need not, since it confirms all that it has.
 */
function isWorthNoting(history: ScanHistory, push: ScanPush, reading: ScanReading): boolean {
  const state = history.scans[reading.scanId];
  const isOnly = state?.readings.length === 1 && state.readings[0]?.factId === reading.factId && state.withdrawnAt === undefined;
  const isConfirmed = !push.isDated || (push.wholeAt !== undefined && push.wholeAt >= (history.wholeAt ?? push.wholeAt));
  return !(isOnly && isConfirmed) && isNews(history, reading);
}

/** Scans that are in none of the newest whole history, once this push is known. An older push tells of scans that a newer one no longer has. */
export function missingAfter(history: ScanHistory, push: ScanPush): readonly string[] {
  const known = Object.keys(history.scans).filter((scanId) => history.scans[scanId]?.isMissing);
  if (push.wholeAt === undefined) return known;
  const brought = new Set(push.readings.map(({ scanId }) => scanId));
  const isNewest = history.wholeAt === undefined || push.wholeAt >= history.wholeAt;
  if (!isNewest) {
    const older = push.readings.filter(({ scanId, isActual }) => isActual && history.scans[scanId] === undefined);
    return [...new Set([...known, ...older.map(({ scanId }) => scanId)])];
  }
  const actual = Object.entries(history.scans).filter(([, { readings }]) => readings.some(({ isActual }) => isActual));
  return actual.map(([scanId]) => scanId).filter((scanId) => !brought.has(scanId));
}

const sameIds = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id) => b.includes(id));

/** What a push adds to what is known of the scans; undefined when it says nothing new. */
export function noteScans(history: ScanHistory, push: ScanPush): Noted | undefined {
  const scans = push.readings.filter((reading) => isWorthNoting(history, push, reading)).map((reading) => ({ ...reading }));
  const withdrawn = push.withdrawals.filter(({ scanId, at }) => (history.scans[scanId]?.withdrawnAt ?? Number.NEGATIVE_INFINITY) < at);
  const missing = missingAfter(history, push);
  const before = Object.keys(history.scans).filter((scanId) => history.scans[scanId]?.isMissing);
  const wholeAt = Math.max(push.wholeAt ?? Number.NEGATIVE_INFINITY, history.wholeAt ?? Number.NEGATIVE_INFINITY);
  const isNewer = push.wholeAt !== undefined && push.wholeAt > (history.wholeAt ?? Number.NEGATIVE_INFINITY);
  if (scans.length === 0 && withdrawn.length === 0 && sameIds(missing, before) && !isNewer) return undefined;
  return { scans, withdrawn: withdrawn.map((one) => ({ ...one })), missing: [...missing], ...(Number.isFinite(wholeAt) && { wholeAt }) };
}

/** Which of a scan's facts counts, and which do not. */
export interface Counted {
  readonly factId: string;
  readonly subject: string;
  readonly counts: boolean;
}

/** The reading of a scan that counts: the latest, unless the sender took the scan back since. */
export function countingOf({ readings, withdrawnAt }: KnownScan): Omit<ScanReading, 'scanId'> | undefined {
  const latest = readings.toSorted(compare).at(-1);
  return latest === undefined || (withdrawnAt !== undefined && withdrawnAt >= latest.at) ? undefined : latest;
}

/** Which facts of a scan count, and which do not. Of a scan that was told in one way nothing need be said. */
export function countedOf(scan: KnownScan): readonly Counted[] {
  if (scan.readings.length < 2 && scan.withdrawnAt === undefined) return [];
  const counting = countingOf(scan);
  return scan.readings
    .toSorted(compare)
    .map((reading) => ({ factId: reading.factId, subject: reading.subject, counts: reading === counting }));
}

export const MAX_NOTED = 1_000;

/** What is to be stored of a push now, and the history with it; of a very long one a part, and `more` is to be asked for. */
export interface NextNote {
  readonly noted?: Noted;
  readonly history: ScanHistory;
  readonly more: boolean;
}

export function nextNote(history: ScanHistory, push: ScanPush): NextNote {
  const whole = noteScans(history, push);
  if (!whole) return { history, more: false };
  const more = whole.scans.length > MAX_NOTED;
  const missing = Object.keys(history.scans).filter((scanId) => history.scans[scanId]?.isMissing);
  const noted = more ? { scans: whole.scans.slice(0, MAX_NOTED), withdrawn: [], missing } : whole;
  return { noted, history: evolveNoted(history, noted), more };
}
