import type { Instant } from '@waybill/events';
import type { Interval } from '../interval';
import { appliesTo, type FencedShipment, type Geofence, type GeofenceVersion } from './geofence';
import { activeWindows } from './schedule';
import { type Sightings, seenDuring } from './sightings';
import type { FenceTransition } from './transition';

const END = Number.POSITIVE_INFINITY;

/** A time inside a fence: `until - from` is the dwell. Open while the shipment is inside. */
export interface Stay {
  readonly from: Instant;
  readonly until?: Instant;
  readonly begunBy: FenceTransition;
  readonly endedBy?: FenceTransition;
}

/** A time during which a shipment was against the rule of a fence. `until` is infinite while it goes on. */
export interface Breach {
  /** The version of the fence that it began under. */
  readonly version: GeofenceVersion;
  readonly from: number;
  readonly until: number;
  /** What brought the shipment to the wrong side; undefined when nothing ever did. */
  readonly begunBy?: FenceTransition;
  /** What brought it back; undefined when it goes on, or ended because the rule no longer applies. */
  readonly endedBy?: FenceTransition;
}
type Span = Omit<Breach, 'version'>;

/** Times inside a fence, out of its transitions in order. */
export function staysIn(transitions: readonly FenceTransition[]): Stay[] {
  const stays: Stay[] = [];
  for (const one of transitions) {
    const last = stays.at(-1);
    if (one.direction === 'entered') stays.push({ from: one.time, begunBy: one });
    else if (one.direction === 'crossed')
      stays.push({ from: one.time, until: one.out?.point.time ?? one.confirmedAt, begunBy: one, endedBy: one });
    else if (last && last.until === undefined) stays[stays.length - 1] = { ...last, until: one.time, endedBy: one };
  }
  return stays;
}

/** Times after each exit, until the next entry. */
function absencesOf(transitions: readonly FenceTransition[]): Span[] {
  const absences: Span[] = [];
  for (const one of transitions) {
    const last = absences.at(-1);
    if (one.direction === 'exited') absences.push({ from: one.time, until: END, begunBy: one });
    else if (one.direction === 'entered' && last) absences[absences.length - 1] = { ...last, until: one.time, endedBy: one };
  }
  return absences;
}

/** From the time it is due until the shipment is first inside; nothing if it is inside then. */
function missingFrom(due: number, transitions: readonly FenceTransition[]): Span[] {
  const arrival = staysIn(transitions).find(({ until = END }) => until > due);
  const [until, endedBy] = [arrival?.from ?? END, arrival?.begunBy];
  return until > due ? [{ from: due, until, begunBy: transitions.findLast(({ time }) => time <= due), endedBy }] : [];
}

/** When the shipment was against the rule, schedules left aside. */
function against({ rule, by, from }: GeofenceVersion, transitions: readonly FenceTransition[]): Span[] {
  switch (rule) {
    case 'no-entry':
      return staysIn(transitions).map((stay) => ({ ...stay, until: stay.until ?? END }));
    case 'no-exit':
      return absencesOf(transitions);
    case 'must-be-inside':
      return by === undefined ? [] : missingFrom(Math.max(by, from), transitions);
    case 'inform':
      return [];
  }
}

/** What of it lies within a time. Cut off at its end, nothing brought the shipment back. */
function cut(span: Span, { from = -END as Instant, until = END as Instant }: Interval): Span[] {
  const [start, end] = [Math.max(span.from, from), Math.min(span.until, until)];
  return start < end ? [{ ...span, from: start, until: end, endedBy: end < span.until ? undefined : span.endedBy }] : [];
}

/** What is known about a shipment beside its transitions. */
export interface Watching {
  /** While the rules concern it: from the departure until the terminal time. */
  readonly journey: Interval;
  /** It was seen all the time when absent. */
  readonly sightings?: Sightings;
}

function scheduled(span: Span, { schedule }: GeofenceVersion, asOf: number, sightings: Sightings | undefined): Span[] {
  if (!schedule) return [span];
  const end = Math.min(span.until, asOf);
  const parts = sightings ? seenDuring(sightings, span.from, end) : [[span.from, end] as const];
  return activeWindows(schedule, ...parts).flatMap((window) => cut(span, window));
}

/** One that a change of the fence did not end goes on. */
function joined(breaches: readonly Breach[]): Breach[] {
  const all: Breach[] = [];
  for (const breach of breaches) {
    const last = all.at(-1);
    const goesOn = last?.until === breach.from && last.version.rule === breach.version.rule;
    if (last && goesOn) all[all.length - 1] = { ...last, until: breach.until, endedBy: breach.endedBy };
    else all.push(breach);
  }
  return all;
}

/**
 * Every time that a shipment was against a fence's rule while the rule concerned it, in order.
 * - `no-entry`: each stay inside, also one between two fixes;
 * - `no-exit`: from each exit until it is back inside;
 * - `must-be-inside`: from the due time until it is inside, if it is not inside at the due time.
 * A schedule cuts them to the hours in which the rule holds, as far as `asOf`, and to those in which the shipment had been seen within 30
 * days: a fix of long ago does not break a rule on each night since.
 */
export function breachesOf(
  { versions }: Geofence,
  transitions: readonly FenceTransition[],
  shipment: FencedShipment,
  { journey, sightings, asOf }: Watching & { readonly asOf: Instant },
): Breach[] {
  const breaches = versions.flatMap((version) => {
    if (!appliesTo(version.appliesTo, shipment)) return [];
    return against(version, transitions)
      .flatMap((span) => cut(span, version))
      .flatMap((span) => cut(span, journey))
      .flatMap((span) => scheduled(span, version, asOf, sightings))
      .map((span) => ({ ...span, version }));
  });
  return joined(breaches);
}
