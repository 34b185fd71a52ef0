import { type Evidence, formatInstant, type Instant } from '@waybill/events';
import { type Damping, DEFAULT_RULES, type Episode } from '../exceptions';
// The one way to damp; no part of what the shelf shows to the outside.
import { type Change, emptyLedger, episodesIn, ledgerDeadlines, record } from '../exceptions/ledger';
import { type Breach, breachesOf, type Watching } from './breaches';
import type { FencedShipment, Geofence } from './geofence';
import { MARGIN_METRES } from './matching';
import { activeWindows } from './schedule';
import type { SmoothedFix } from './stillness';
import type { FenceTransition } from './transition';

const positionOf = ({ eventId, time, latitude, longitude, accuracyMetres }: SmoothedFix): Evidence['positions'][number] => ({
  eventId,
  time: formatInstant(time),
  latitude,
  longitude,
  ...(accuracyMetres > 0 && { accuracyMetres }),
});

function evidenceOf({ version, from, begunBy: cause }: Breach, ruleVersion: number): Evidence {
  const { geofenceId, name, revision, rule, confirm, drawnAt } = version;
  const isMissing = rule === 'must-be-inside';
  const { latitude, longitude } = cause?.crossing?.point ?? {};
  return {
    ruleVersion,
    thresholds: { marginMetres: MARGIN_METRES, confirmFixes: confirm.fixes, confirmSeconds: confirm.seconds },
    eventIds: [...(cause?.evidence ?? [])],
    positions: cause?.crossing ? [positionOf(cause.crossing.from), positionOf(cause.crossing.to)] : [],
    ...(isMissing && { deadline: formatInstant(from) }),
    geofence: {
      geofenceId,
      name,
      revision,
      ...(drawnAt !== undefined && { drawnAt: formatInstant(drawnAt) }),
      direction: isMissing ? 'absent' : rule === 'no-exit' ? 'exit' : 'enter',
      ...(latitude !== undefined && longitude !== undefined && { crossing: { latitude, longitude } }),
    },
  };
}

/** When a breach becomes an exception, and when it is certain that it is over. */
function changesOf(breach: Breach, ruleVersion: number): Change[] {
  const { version, from, until, begunBy, endedBy } = breach;
  const { geofenceId: subject, rule } = version;
  const confirmedAt = rule === 'must-be-inside' ? from : (begunBy?.confirmedAt ?? from);
  const raisedAt = Math.max(from, confirmedAt) as Instant;
  const open: Change = { kind: 'open', subject, at: raisedAt, since: from as Instant, evidence: evidenceOf(breach, ruleVersion) };
  if (!Number.isFinite(until)) return [open];
  const back = endedBy?.cause === 'fence-change' ? undefined : endedBy;
  const at = Math.max(raisedAt, until, back?.confirmedAt ?? until) as Instant;
  const end = { how: back ? 'cleared' : 'not-applicable', eventIds: [...(back?.evidence ?? [])] } as const;
  return [open, { kind: 'close', subject, at, until: until as Instant, end }];
}

/** What a fence's exceptions are made of, besides the fence. */
export interface SeenAtFence extends Watching {
  /** Those at this fence, in order. */
  readonly transitions: readonly FenceTransition[];
  readonly shipment: FencedShipment;
  readonly damping?: Damping;
}

type Damped = SeenAtFence & { readonly damping: Damping };

/** Every change, and the ledger of those that were certain by a time. */
function changesBy(geofence: Geofence, asOf: Instant, { transitions, shipment, damping, ...watching }: Damped, ruleVersion: number) {
  const changes = breachesOf(geofence, transitions, shipment, { ...watching, asOf }).flatMap((breach) => changesOf(breach, ruleVersion));
  const known = changes.filter(({ at }) => at <= asOf);
  return { changes, ledger: record(emptyLedger, 'geofence', known, damping) };
}

const DAY_MS = 86_400_000;

/** Times after `asOf` that the fence itself sets: a due time, an hour of the schedule, a change. */
function fenceTimes({ versions }: Geofence, asOf: Instant): Instant[] {
  return versions.flatMap(({ by, from, until, schedule }) => {
    if (until !== undefined && until <= asOf) return [];
    const start = Math.max(from, asOf);
    // A week's hours come round within a week.
    const hours = schedule ? activeWindows(schedule, [start, start + 8 * DAY_MS]).flatMap((one) => [one.from, one.until]) : [];
    return [from, by, until, ...hours].filter((time): time is Instant => time !== undefined && time > asOf);
  });
}

/** Those of them before the end of a journey. */
const ownTimes = (
  geofence: Geofence,
  asOf: Instant,
  { journey: { until = Number.POSITIVE_INFINITY as Instant } }: SeenAtFence,
): Instant[] => fenceTimes(geofence, asOf).filter((time) => time <= until);

/** What is to be said of a fence as of a time. */
export interface FenceFindings {
  /** Every exception of the shipment there, in order, as far as it was known. */
  readonly episodes: readonly Episode[];
  /** The next time after that at which they may be others without any new fix, or undefined. */
  readonly next: Instant | undefined;
}

/** A shipment's breaches of a fence (see `breachesOf`), damped as those of every other rule (promise P18), and when to look again. */
export function findingsAt(geofence: Geofence, asOf: Instant, ruleVersion: number, seen: SeenAtFence): FenceFindings {
  const { damping = DEFAULT_RULES } = seen;
  const { changes, ledger } = changesBy(geofence, asOf, { ...seen, damping }, ruleVersion);
  const own = ownTimes(geofence, asOf, seen);
  // When what happened comes to count, is closed after it was held, or no longer flaps.
  const told = [...changes.map(({ at }) => at).filter((at) => at > asOf), ...ledgerDeadlines(ledger, asOf, damping)];
  const first = [...own, ...told].reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  return { episodes: episodesIn(ledger, asOf, damping), next: Number.isFinite(first) ? (first as Instant) : undefined };
}

/**
 * True when the episodes after one time may be others by another although there was no fix: what the fence itself sets tells that at once,
 * often.
 */
export function mayChangeBetween(geofence: Geofence, after: Instant, by: Instant, seen: SeenAtFence): boolean {
  if (ownTimes(geofence, after, seen).some((time) => time <= by)) return true;
  const { next } = findingsAt(geofence, after, 0, seen);
  return next !== undefined && next <= by;
}

/** The episodes alone. The parameters are those of `SeenAtFence`. */
export const fenceEpisodes = (
  geofence: Geofence,
  transitions: readonly FenceTransition[],
  shipment: FencedShipment,
  { asOf, ruleVersion, ...seen }: Omit<SeenAtFence, 'transitions' | 'shipment'> & { asOf: Instant; ruleVersion: number },
): readonly Episode[] => findingsAt(geofence, asOf, ruleVersion, { ...seen, transitions, shipment }).episodes;

/** The time of the next look alone. */
export const nextFenceDeadline = (geofence: Geofence, asOf: Instant, seen: SeenAtFence): Instant | undefined =>
  findingsAt(geofence, asOf, 0, seen).next;
