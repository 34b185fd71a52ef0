import {
  countingOf,
  evolveNoted,
  type KnownScan,
  MAX_NOTED,
  missingAfter,
  NOTHING,
  type Noted,
  type ScanHistory,
  type ScanPush,
  withReading,
} from './history';

/** A scan whose counting fact is another one, or none, since a push was read by a newer status map. */
export interface ChangedScan {
  readonly scanId: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a push comes to when it is read again. */
export interface ReadAgain {
  readonly changed: readonly ChangedScan[];
  /** What is to be stored; undefined when nothing counts otherwise. Of a very long push a part: ask again with the history that has it. */
  readonly noted?: Noted;
  readonly history: ScanHistory;
}

const scanOf = (history: ScanHistory, scanId: string): KnownScan =>
  Object.hasOwn(history.scans, scanId) ? (history.scans[scanId] as KnownScan) : NOTHING;

const withdrawn = (scan: KnownScan, at: number): KnownScan => ({ ...scan, withdrawnAt: Math.max(at, scan.withdrawnAt ?? at) });

function changeOf(history: ScanHistory, scanId: string, change: (scan: KnownScan) => KnownScan): ChangedScan | undefined {
  const scan = scanOf(history, scanId);
  const [before, after] = [countingOf(scan)?.factId, countingOf(change(scan))?.factId];
  return before === after ? undefined : { scanId, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

/**
 * A push that was taken in before, read by a newer status map. Only what changes which fact of a scan counts is noted: the same push read the
 * same adds nothing, and neither does what the sender has told otherwise since. Read the newest push first, and fewer facts change twice.
 * @param gone scans that the push told of when it was taken in, and no longer does; with the time at which it said so, ms
 */
export function readAgain(
  history: ScanHistory,
  push: ScanPush,
  gone: readonly { readonly scanId: string; readonly at: number }[],
): ReadAgain {
  const readings = push.readings
    .flatMap((reading) => {
      const change = changeOf(history, reading.scanId, (scan) => withReading(scan, reading));
      return change ? [{ reading, change }] : [];
    })
    .slice(0, MAX_NOTED);
  const withdrawals = [...push.withdrawals, ...gone]
    .flatMap((withdrawal) => {
      const change = changeOf(history, withdrawal.scanId, (scan) => withdrawn(scan, withdrawal.at));
      return change ? [{ withdrawal, change }] : [];
    })
    .slice(0, MAX_NOTED);
  if (readings.length + withdrawals.length === 0) return { changed: [], history };
  const noted: Noted = {
    scans: readings.map(({ reading }) => ({ ...reading })),
    withdrawn: withdrawals.map(({ withdrawal: { scanId, at } }) => ({ scanId, at })),
    missing: [...missingAfter(history, push)],
  };
  const changed = [...readings, ...withdrawals].map(({ change }) => change);
  return { changed, noted, history: evolveNoted(history, noted) };
}
