import type { Normalization, Refusal, RefusalReason } from '../port';
import { type CarrierReport, reportContent } from '../report';

/** Scans beyond this in one push are refused together: the sender is asked to send less at once. */
export const MAX_SCANS = 10_000;
/** Refusals, and parts that were ignored, beyond this are only counted. */
const MAX_TOLD = 100;

/** Why one scan was not taken. */
export interface Fault {
  readonly reason: RefusalReason;
  readonly detail: string;
}
export const fault = (reason: RefusalReason, detail: string): Fault => ({ reason, detail });
export const isFault = (given: object): given is Fault => 'reason' in given && 'detail' in given && !('statement' in given);

/** A part of a push: where it stands, and what was read of it. */
export interface Outcome {
  readonly pointer: string;
  readonly read: CarrierReport | Fault;
}

export const refusedPart = (pointer: string, reason: RefusalReason, detail: string): Outcome => ({ pointer, read: { reason, detail } });

const NOTHING: Normalization = { reports: [], refusals: [], ignored: [], wholeHistories: [] };

export const refused = (reason: RefusalReason, detail: string, pointer = ''): Normalization => ({
  ...NOTHING,
  refusals: [{ pointer, reason, detail }],
});

export const ignoredPush = (why: string): Normalization => ({ ...NOTHING, ignored: [why] });

/** The same scan twice in one push is one scan, wherever in the push it stands. */
function once(reports: readonly CarrierReport[]): CarrierReport[] {
  const seen = new Set<string>();
  return reports.filter((report) => {
    const key = `${report.id} ${reportContent(report)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function boundedRefusals(refusals: readonly Refusal[]): readonly Refusal[] {
  if (refusals.length <= MAX_TOLD) return refusals;
  const more = refusals.length - MAX_TOLD;
  return [...refusals.slice(0, MAX_TOLD), { pointer: '', reason: 'more-refusals', detail: `${more} more parts were refused.` }];
}

/** What a push comes out as: the good scans in their order, and why each of the others was not taken. */
export function collect(
  outcomes: readonly Outcome[],
  { ignored = [], ...rest }: Partial<Omit<Normalization, 'reports' | 'refusals'>> = {},
): Normalization {
  const reports = outcomes.flatMap(({ read }) => (isFault(read) ? [] : [read]));
  const refusals = outcomes.flatMap(({ pointer, read }) => (isFault(read) ? [{ pointer, ...read }] : []));
  return { ...NOTHING, ...rest, reports: once(reports), refusals: boundedRefusals(refusals), ignored: ignored.slice(0, MAX_TOLD) };
}
