import { checkDigitIsWrong, formatInstant, type Instant, isOneOf, type StoredEvent, shipmentOfStream } from '@waybill/events';
import { type Fix, fixOf, type KnownMode, limitsFor, liveFix, markedFixes } from '../positions';
import { deriveStatus, type JourneyMilestone, type MilestoneFact, milestoneOf } from '../shipments';
import { passages } from '../units';
import { foldFacts, type NameFacts, noFacts, type ShipmentFacts } from './facts';

type Registration = StoredEvent<'dev.waybill.shipment-registered.v1'>['data'];

const iso = (instant: number | undefined): string | null => (instant === undefined ? null : formatInstant(instant));

/** A milestone as answers show it. */
export const milestoneView = (fact: JourneyMilestone | undefined) =>
  fact ? { milestone: fact.milestone, time: formatInstant(fact.time), location: fact.location ?? null, eventId: fact.eventId } : null;

/** Names in the order of their spelling. */
export const sortedNames = ({ names }: ShipmentFacts): NameFacts[] =>
  Object.keys(names)
    .sort()
    .flatMap((name) => names[name] ?? []);

/** Names in the order of their spelling, each with the intervals in which it stands for this shipment. */
export const identifiersView = (facts: ShipmentFacts) =>
  sortedNames(facts).flatMap(({ identifier, given, holdings }) =>
    holdings.map(({ from, until }) => ({
      scheme: identifier.scheme,
      value: identifier.value,
      given,
      from: iso(from),
      until: iso(until),
      checkDigitWrong: checkDigitIsWrong(identifier),
    })),
  );

/** Stays aboard units; a shipment that has come to its end is aboard nothing any more. */
export function aboardView({ handlings }: ShipmentFacts, end: Instant | undefined) {
  const cut = (until: Instant | undefined) => (end !== undefined && (until === undefined || end < until) ? end : until);
  return passages(handlings)
    .filter(({ from }) => end === undefined || from <= end)
    .map(({ unit, from, until }) => ({ unit, from: formatInstant(from), until: iso(cut(until)) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** What is kept of a shipment's events on the way to `snapshotOf`: grows with its fixes and milestones, a few hundred bytes for each. */
export interface ShipmentPast {
  readonly facts: ShipmentFacts;
  readonly milestones: readonly MilestoneFact[];
  readonly registration: Registration | undefined;
  readonly route: Registration['route'];
  readonly fixes: readonly Fix[];
  /** Fact id → whether the last word in stream order takes it back. */
  readonly retracted: ReadonlyMap<string, boolean>;
  readonly revision: number;
  readonly updatedAt: number;
}
export const noPast: ShipmentPast = {
  facts: noFacts,
  milestones: [],
  registration: undefined,
  route: undefined,
  fixes: [],
  retracted: new Map(),
  revision: -1,
  updatedAt: Number.MIN_SAFE_INTEGER,
};

/** Registration, names and corrections say what is known; everything else says what happened, at its own time. */
const KNOWLEDGE: readonly string[] = [
  'dev.waybill.shipment-registered.v1',
  'dev.waybill.identifier-assigned.v1',
  'dev.waybill.identifier-released.v1',
  'dev.waybill.fact-retracted.v1',
  'dev.waybill.fact-reinstated.v1',
];

/**
 * Whether an event counts for the state at a time. A report, a load, an end and a route count from the time at which they happened. The
 * registration counts for all times (reports may be older than it), a name's intervals say themselves when they hold, and what was taken
 * back was never so.
 */
export function happenedBy(event: StoredEvent, asOf: Instant | undefined): boolean {
  if (asOf === undefined || KNOWLEDGE.includes(event.type)) return true;
  return event.time <= asOf;
}

function corrected(known: ShipmentPast['retracted'], events: readonly StoredEvent[]): ShipmentPast['retracted'] {
  const corrections = events.filter(({ type }) => type === 'dev.waybill.fact-retracted.v1' || type === 'dev.waybill.fact-reinstated.v1');
  if (corrections.length === 0) return known;
  const words = new Map(known);
  for (const event of corrections) {
    if (event.type === 'dev.waybill.fact-retracted.v1') words.set(event.data.eventId, true);
    else if (event.type === 'dev.waybill.fact-reinstated.v1') words.set(event.data.eventId, false);
  }
  return words;
}

const find = <T extends StoredEvent['type']>(events: readonly StoredEvent[], type: T): StoredEvent<T> | undefined =>
  events.findLast((event) => isOneOf(event, [type]));

/** The past with a page of its events in it; the pages of one stream come in stream order. */
export function foldPast(past: ShipmentPast, events: readonly StoredEvent[]): ShipmentPast {
  const own = events.filter(({ stream }) => shipmentOfStream(stream) !== undefined);
  const fixes = events.flatMap((event) => fixOf(event) ?? []);
  const milestones = events.flatMap((event) => milestoneOf(event) ?? []);
  return {
    facts: foldFacts(past.facts, events),
    milestones: milestones.length === 0 ? past.milestones : [...past.milestones, ...milestones],
    registration: find(events, 'dev.waybill.shipment-registered.v1')?.data ?? past.registration,
    route: find(events, 'dev.waybill.route-planned.v1')?.data.route ?? past.route,
    fixes: fixes.length === 0 ? past.fixes : [...past.fixes, ...fixes],
    retracted: corrected(past.retracted, events),
    revision: own.reduce((last, { revision }) => Math.max(last, revision), past.revision),
    updatedAt: events.reduce((last, { recordedTime }) => Math.max(last, recordedTime), past.updatedAt),
  };
}

function locationView(fix: Fix | undefined) {
  if (!fix) return null;
  const { latitude, longitude, speedKmh, headingDegrees, accuracyMetres, source } = fix;
  return {
    latitude,
    longitude,
    time: formatInstant(fix.time),
    ...(speedKmh !== undefined && { speedKmh }),
    ...(headingDegrees !== undefined && { headingDegrees }),
    ...(accuracyMetres !== undefined && { accuracyMetres }),
    source,
  };
}

/** The stops of a plan as answers have them. */
export const stopsView = (stops: Registration['stops'] = []) =>
  stops.map(({ plannedArrival, plannedDeparture, ...stop }) => ({
    ...stop,
    ...(plannedArrival !== undefined && { plannedArrival: formatInstant(plannedArrival) }),
    ...(plannedDeparture !== undefined && { plannedDeparture: formatInstant(plannedDeparture) }),
  }));

const planView = (plan: Registration, route: Registration['route']) => ({
  reference: plan.reference ?? null,
  carrier: plan.carrier ?? null,
  mode: plan.mode ?? null,
  labels: plan.labels ?? [],
  consignmentId: plan.consignmentId ?? null,
  origin: plan.origin,
  destination: plan.destination,
  plannedDeparture: iso(plan.plannedDeparture),
  plannedArrival: iso(plan.plannedArrival),
  route: route ?? plan.route ?? null,
  stops: stopsView(plan.stops),
  rules: plan.rules ?? null,
});

/**
 * A shipment as its events tell, derived from the whole set at once by the rules that the read model applies step by step. Undefined when
 * it is not registered. ETA and exceptions come from streams of their own and are not part of it.
 */
export function snapshotOf(shipmentId: string, past: ShipmentPast) {
  const { facts, registration, route, fixes, retracted, revision, updatedAt } = past;
  if (!registration) return undefined;
  const counts = ({ eventId }: { readonly eventId: string }): boolean => retracted.get(eventId) !== true;
  const milestones = past.milestones.filter(counts);
  const status = deriveStatus(milestones);
  const counting = fixes.filter(counts);
  const { marks } = markedFixes(counting, limitsFor(registration.mode as KnownMode | undefined));
  return {
    shipmentId,
    ...planView(registration, route),
    identifiers: identifiersView(facts),
    status: status.status,
    phase: status.phase,
    liveLocation: locationView(liveFix(counting, marks, status.terminalAt)),
    lastMilestone: milestoneView(status.lastMilestone),
    deliveredAt: iso(status.deliveredAt),
    aboard: aboardView(facts, status.terminalAt),
    revision,
    updatedAt: formatInstant(updatedAt),
  };
}
