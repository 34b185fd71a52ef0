import { canonicalJson } from '@waybill/events';
import type { Normalization, Refusal, RefusalReason } from '../port';
import type { CarrierReport } from '../report';

/** Scans beyond this in one push are refused together: the sender is asked to send less at once. */
export const MAX_SCANS = 10_000;
/** Refusals beyond this are only counted. */
const MAX_REFUSALS = 100;

/** Why one scan was not taken. */
export interface Fault {
  readonly reason: RefusalReason;
  readonly detail: string;
}
export const fault = (reason: RefusalReason, detail: string): Fault => ({ reason, detail });
export const isFault = (given: object): given is Fault => 'reason' in given && 'detail' in given;

/** A scan of a push: where it stands, and what was read of it. */
export interface Outcome {
  readonly pointer: string;
  readonly read: CarrierReport | Fault;
}

export const refused = (reason: RefusalReason, detail: string, pointer = ''): Normalization => ({
  reports: [],
  refusals: [{ pointer, reason, detail }],
  ignored: [],
  wholeHistory: false,
});

export const ignoredPush = (why: string): Normalization => ({ reports: [], refusals: [], ignored: [why], wholeHistory: false });

/** The same scan twice in one push is one scan, wherever in the push it stands. */
function once(reports: readonly CarrierReport[]): CarrierReport[] {
  const seen = new Set<string>();
  return reports.filter(({ pointer: _, ...said }) => {
    const key = `${said.id} ${canonicalJson(said)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function bounded(refusals: readonly Refusal[]): Refusal[] {
  if (refusals.length <= MAX_REFUSALS) return [...refusals];
  const more = refusals.length - MAX_REFUSALS;
  return [...refusals.slice(0, MAX_REFUSALS), { pointer: '', reason: 'more-refusals', detail: `${more} more parts were refused.` }];
}

/** What a push comes out as: the good scans in their order, and why each of the others was not taken. */
export function collect(outcomes: readonly Outcome[], rest: Partial<Normalization> = {}): Normalization {
  const reports = outcomes.flatMap(({ read }) => (isFault(read) ? [] : [read]));
  const refusals = outcomes.flatMap(({ pointer, read }) => (isFault(read) ? [{ pointer, ...read }] : []));
  return {
    ignored: [],
    wholeHistory: false,
    ...rest,
    reports: once(reports),
    refusals: bounded([...(rest.refusals ?? []), ...refusals]),
  };
}

/** The first scans of a list as they may be read, and a refusal for those that are too many. */
export function boundedScans<T>(
  scans: readonly T[],
  pointer: string,
  max = MAX_SCANS,
): { readonly scans: readonly T[]; readonly refusals: readonly Refusal[] } {
  if (scans.length <= max) return { scans, refusals: [] };
  const detail = `A push has at most ${max} scans; ${scans.length - max} were not taken. Send them in several pushes.`;
  return { scans: scans.slice(0, max), refusals: [{ pointer, reason: 'too-many-scans', detail }] };
}

/** Reads the scans of a list one by one, the oldest first in what comes out. Of a list that is too long the first ones are read. */
export function readEach(
  list: readonly unknown[],
  pointer: string,
  order: 'oldest-first' | 'newest-first',
  read: (scan: unknown, pointer: string) => CarrierReport | Fault,
): { readonly outcomes: readonly Outcome[]; readonly refusals: readonly Refusal[] } {
  const { scans, refusals } = boundedScans(list, pointer);
  const outcomes = scans.map((scan, i): Outcome => ({ pointer: `${pointer}/${i}`, read: read(scan, `${pointer}/${i}`) }));
  return { outcomes: order === 'oldest-first' ? outcomes : outcomes.toReversed(), refusals };
}
