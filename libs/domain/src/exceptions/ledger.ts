import { type Evidence, type ExceptionRule, type Instant, lastOf, later, latestOf } from '@waybill/events';
import { type Episode, type EpisodeEnd, episodeKey } from './episode';
import { appended, type Growing, itemsOf } from './growing';
import type { Damping } from './rules';

/** A rule began to be broken, or no longer is. `at` = when that became certain. */
export type Change =
  | { readonly kind: 'open'; readonly subject?: string; readonly at: Instant; readonly since: Instant; readonly evidence: Evidence }
  | { readonly kind: 'close'; readonly subject?: string; readonly at: Instant; readonly until: Instant; readonly end: EpisodeEnd };

/** The latest episode of a key, which may have ended without being closed yet. */
interface Current {
  readonly since: Instant;
  readonly raisedAt: Instant;
  readonly evidence: Evidence;
  readonly ended?: { readonly at: Instant; readonly until: Instant; readonly end: EpisodeEnd };
}

interface Entry {
  readonly rule: ExceptionRule;
  readonly subject?: string;
  readonly closed: Growing<Episode>;
  readonly current?: Current;
  /** The last times at which it began or ended, as many as tell whether it flaps. */
  readonly changes: readonly Instant[];
}

/** Episodes of one shipment by key, damped (promise P18). Plain JSON; the same object while nothing changed. */
export type Ledger = Readonly<Record<string, Entry>>;
export const emptyLedger: Ledger = {};

/** Until when an entry flaps: until its changes within the time are few enough again. */
function flapsUntil({ changes }: Entry, { flapping }: Damping): Instant | undefined {
  const oldest = changes.at(-(flapping.changes + 1));
  if (oldest === undefined || lastOf(changes) - oldest > flapping.withinMs) return undefined;
  return later(oldest, flapping.withinMs);
}

/** When an episode that has ended is closed: not before it was held for a while and is quiet. At once when its rule no longer applies. */
function closesAt(entry: Entry, { raisedAt, ended }: Current, rules: Damping): Instant | undefined {
  if (!ended || ended.end.how === 'not-applicable') return ended?.at;
  return latestOf(ended.at, later(raisedAt, rules.minHoldMs), flapsUntil(entry, rules));
}

function closedEpisode({ rule, subject, ...entry }: Entry, current: Current, rules: Damping): Episode {
  const { since, raisedAt, evidence } = current;
  const { until, end, at } = current.ended as NonNullable<Current['ended']>;
  const flapping = (flapsUntil({ rule, ...entry }, rules) ?? 0) > at;
  return { rule, ...(subject !== undefined && { subject }), since, until, ended: end, raisedAt, flapping, evidence };
}

/** Closes for good what is due at a time. */
function settled(entry: Entry, at: Instant, rules: Damping): Entry {
  const { current } = entry;
  const due = current && closesAt(entry, current, rules);
  if (!current || due === undefined || due > at) return entry;
  return { ...entry, closed: appended(entry.closed, closedEpisode(entry, current, rules)), current: undefined };
}

function changed(before: Entry, change: Change, rules: Damping): Entry {
  const entry = settled(before, change.at, rules);
  const { current } = entry;
  const changes = [...entry.changes, change.at].slice(-(rules.flapping.changes + 1));
  if (change.kind === 'close') {
    const { at, until, end } = change;
    return current && !current.ended ? { ...entry, changes, current: { ...current, ended: { at, until, end } } } : entry;
  }
  const { since, at: raisedAt, evidence } = change;
  return { ...entry, changes, current: current ? { ...current, ended: undefined } : { since, raisedAt, evidence } };
}

/** The ledger after what one rule saw. */
export function record(ledger: Ledger, rule: ExceptionRule, changes: readonly Change[], rules: Damping): Ledger {
  if (changes.length === 0) return ledger;
  const next: Record<string, Entry> = { ...ledger };
  for (const change of changes) {
    const key = episodeKey({ rule, subject: change.subject });
    next[key] = changed(next[key] ?? { rule, subject: change.subject, closed: [], changes: [] }, change, rules);
  }
  return next;
}

function openEpisode({ rule, subject, ...entry }: Entry, { since, raisedAt, evidence }: Current, asOf: Instant, rules: Damping): Episode {
  const flapping = (flapsUntil({ rule, ...entry }, rules) ?? 0) > asOf;
  return { rule, ...(subject !== undefined && { subject }), since, raisedAt, flapping, evidence };
}

/** Every episode as of a time, by beginning. */
export function episodesIn(ledger: Ledger, asOf: Instant, rules: Damping): Episode[] {
  return Object.values(ledger)
    .map((entry) => settled(entry, asOf, rules))
    .flatMap((entry) => [...itemsOf(entry.closed), ...(entry.current ? [openEpisode(entry, entry.current, asOf, rules)] : [])])
    .sort((a, b) => a.since - b.since || (episodeKey(a) < episodeKey(b) ? -1 : 1));
}

/** The next time after `asOf` at which an episode closes or stops to flap, if nothing else happens. */
export function ledgerDeadlines(ledger: Ledger, asOf: Instant, rules: Damping): Instant[] {
  return Object.values(ledger).flatMap((entry) => {
    const { current } = settled(entry, asOf, rules);
    if (!current) return [];
    return [closesAt(entry, current, rules), flapsUntil(entry, rules)].filter((at): at is Instant => at !== undefined && at > asOf);
  });
}
