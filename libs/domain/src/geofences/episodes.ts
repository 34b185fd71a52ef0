import { type Evidence, formatInstant, type Instant } from '@waybill/events';
import type { Interval } from '../attribution';
import type { Episode } from '../exceptions';
import { appliesTo, type FencedShipment, type Geofence, type GeofenceVersion } from './geofence';
import { MARGIN_METRES } from './matching';
import { activeWindows } from './schedule';
import type { Place } from './stillness';
import type { FenceTransition } from './transition';

const END = Number.POSITIVE_INFINITY;
type Span = readonly [from: number, until: number];

const common = ([a, b]: Span, [c, d]: Span): Span[] => (Math.max(a, c) < Math.min(b, d) ? [[Math.max(a, c), Math.min(b, d)]] : []);
const within = (spans: readonly Span[], limit: Span): Span[] => spans.flatMap((span) => common(span, limit));
const spanOf = ({ from, until }: Interval): Span => [from ?? -END, until ?? END];

/** A time inside a fence: `until - from` is the dwell. Open while the shipment is inside. */
export interface Stay {
  readonly from: Instant;
  readonly until?: Instant;
}

/** Times inside a fence, out of its transitions in order. */
export function staysIn(transitions: readonly FenceTransition[]): Stay[] {
  const stays: { from: Instant; until?: Instant }[] = [];
  for (const { direction, time, out, confirmedAt } of transitions) {
    const last = stays.at(-1);
    if (direction === 'entered') stays.push({ from: time });
    else if (direction === 'crossed') stays.push({ from: time, until: out?.point.time ?? confirmedAt });
    else if (last && last.until === undefined) last.until = time;
  }
  return stays;
}

/** Times after each exit, until the next entry. */
function absencesOf(transitions: readonly FenceTransition[]): Span[] {
  return transitions.flatMap(({ direction, time }, i): Span[] =>
    direction === 'exited' ? [[time, transitions.slice(i + 1).find((next) => next.direction === 'entered')?.time ?? END]] : [],
  );
}

/** From the time it is due until the shipment is first inside; nothing if it is inside then. */
function missingFrom(due: number, stays: readonly Stay[]): Span[] {
  const arrival = stays.map(spanOf).find(([, until]) => until > due)?.[0] ?? END;
  return arrival > due ? [[due, arrival]] : [];
}

/** When the shipment was against the rule, schedules left aside. */
function against({ rule, by, from }: GeofenceVersion, transitions: readonly FenceTransition[]): Span[] {
  switch (rule) {
    case 'no-entry':
      return staysIn(transitions).map(spanOf);
    case 'no-exit':
      return absencesOf(transitions);
    case 'must-be-inside':
      return by === undefined ? [] : missingFrom(Math.max(by, from), staysIn(transitions));
    case 'inform':
      return [];
  }
}

function scheduled(spans: readonly Span[], { schedule }: GeofenceVersion, asOf: number): Span[] {
  if (!schedule) return [...spans];
  return spans.flatMap((span) => within(activeWindows(schedule, span[0], Math.min(span[1], asOf)).map(spanOf), span));
}

const positionOf = ({ eventId, time, latitude, longitude, accuracyMetres }: Place): Evidence['positions'][number] => ({
  eventId,
  time: formatInstant(time),
  latitude,
  longitude,
  ...(accuracyMetres > 0 && { accuracyMetres }),
});

function evidenceOf(version: GeofenceVersion, since: number, cause: FenceTransition | undefined, ruleVersion: number): Evidence {
  const { geofenceId, name, revision, rule, confirm } = version;
  const isMissing = rule === 'must-be-inside';
  const { latitude, longitude } = cause?.crossing?.point ?? {};
  return {
    ruleVersion,
    thresholds: { marginMetres: MARGIN_METRES, confirmFixes: confirm.fixes, confirmSeconds: confirm.seconds },
    eventIds: [...(cause?.evidence ?? [])],
    positions: cause?.crossing ? [positionOf(cause.crossing.from), positionOf(cause.crossing.to)] : [],
    ...(isMissing && { deadline: formatInstant(since) }),
    geofence: {
      geofenceId,
      name,
      revision,
      direction: isMissing ? 'absent' : rule === 'no-exit' ? 'exit' : 'enter',
      ...(latitude !== undefined && longitude !== undefined && { crossing: { latitude, longitude } }),
    },
  };
}

/** An episode that a change of the fence did not end goes on. */
function joined(episodes: readonly Episode[]): Episode[] {
  const all: Episode[] = [];
  for (const episode of episodes) {
    const last = all.at(-1);
    const goesOn = last?.until === episode.since && last.evidence.geofence?.direction === episode.evidence.geofence?.direction;
    if (last && goesOn) all[all.length - 1] = { ...last, until: episode.until, ended: episode.ended };
    else all.push(episode);
  }
  return all;
}

function episodeOf(
  version: GeofenceVersion,
  [since, until]: Span,
  transitions: readonly FenceTransition[],
  asOf: number,
  ruleVersion: number,
): Episode {
  const cause = transitions.findLast(({ time }) => time <= since);
  const end = transitions.find(({ time, out, cause: why }) => why !== 'fence-change' && (out?.point.time ?? time) === until);
  const isOver = until <= asOf;
  return {
    rule: 'geofence',
    subject: version.geofenceId,
    since: since as Instant,
    ...(isOver && { until: until as Instant, ended: { how: end ? 'cleared' : 'not-applicable', eventIds: [...(end?.evidence ?? [])] } }),
    raisedAt: Math.max(since, version.rule === 'must-be-inside' ? since : (cause?.confirmedAt ?? since)) as Instant,
    flapping: false,
    evidence: evidenceOf(version, since, cause, ruleVersion),
  };
}

/**
 * Every time that a shipment broke a fence's rule, in order, as far as it was known by `asOf`. `transitions`: those at this fence, in
 * order. `journey`: while the rule concerns the shipment (from its departure until its terminal time).
 * - `no-entry`: each stay inside, also one between two fixes;
 * - `no-exit`: from each exit until it is back inside;
 * - `must-be-inside`: from the due time until it is inside, if it is not inside at the due time.
 * A schedule cuts them to the hours in which the rule holds: each of those is an episode of its own.
 */
export function fenceEpisodes(
  { versions }: Geofence,
  transitions: readonly FenceTransition[],
  shipment: FencedShipment,
  { journey, asOf, ruleVersion }: { readonly journey: Interval; readonly asOf: Instant; readonly ruleVersion: number },
): Episode[] {
  const episodes = versions.flatMap((version) => {
    if (!appliesTo(version.appliesTo, shipment)) return [];
    const concerned = within(within(against(version, transitions), spanOf(version)), spanOf(journey));
    return scheduled(concerned, version, asOf).map((span) => episodeOf(version, span, transitions, asOf, ruleVersion));
  });
  return joined(episodes.filter(({ raisedAt }) => raisedAt <= asOf));
}

const DAY_MS = 86_400_000;

/**
 * The next time after `asOf` at which a rule may come to be broken, or cease to be, without any new fix: a due time, an hour of the
 * schedule, a change of the fence. Undefined when there is none.
 */
export function nextFenceDeadline({ versions }: Geofence, asOf: Instant): Instant | undefined {
  const times = versions.flatMap(({ by, from, until, schedule }) => {
    if (until !== undefined && until <= asOf) return [];
    const start = Math.max(from, asOf);
    // A week's hours come round within a week.
    const hours = schedule ? activeWindows(schedule, start, start + 8 * DAY_MS).flatMap((one) => [one.from, one.until]) : [];
    return [from, by, until, ...hours].filter((time): time is Instant => time !== undefined && time > asOf);
  });
  return times.length === 0 ? undefined : (Math.min(...times) as Instant);
}
