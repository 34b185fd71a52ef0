import {
  type Identifier,
  identifierOfStream,
  isUnit,
  parseSubject,
  type StoredEvent,
  sameIdentifier,
  shipmentOfStream,
  type Unit,
} from '@waybill/events';
import { handlingsOf } from '../identifiers';
import { endMovedBy, endOfStays, type RegisteredShipment, unitsEverAboard, whenRegistered } from '../shipments';
import { unitsLeftFor } from '../units';
import type { KnownStreams } from './known';
import { shipmentsOf, speakingFor, spokenFor } from './reach';
import { holdsUnit, targetsOf } from './targets';

/** What an event of the log leaves to be seen to. */
export type Question =
  /** Whether the load stands in the stream of its unit as well, where reports about the unit find it. */
  | { readonly kind: 'trace'; readonly unit: Unit }
  /** Whether the shipments lack reports about a name that are kept in its stream. */
  | { readonly kind: 'lacking'; readonly identifier: Identifier; readonly shipmentIds: readonly string[] }
  /** Whether the shipments have reports about a name that are not theirs, or lack some that were taken from them. */
  | { readonly kind: 'doubted'; readonly identifier: Identifier; readonly shipmentIds: readonly string[] }
  /** Whether the shipments that this report in the stream of its name concerns have it. */
  | { readonly kind: 'kept'; readonly identifier: Identifier }
  /** Whether this report in a shipment's stream concerns that shipment. */
  | { readonly kind: 'held'; readonly identifier: Identifier; readonly shipmentId: string }
  /** Whether a report of a unit that a person retracted counts for the shipments no more. */
  | { readonly kind: 'withdrawn'; readonly retraction: Retraction; readonly shipmentIds: readonly string[] };

type Retraction = StoredEvent<'dev.waybill.fact-retracted.v1'>;

type Handling<K extends 'shipment' | 'unit'> = StoredEvent<`dev.waybill.${K}-loaded.v1` | `dev.waybill.${K}-unloaded.v1`>;

const about = (kind: 'lacking' | 'doubted', names: readonly Identifier[], shipmentIds: readonly string[]): Question[] =>
  shipmentIds.length === 0 ? [] : names.map((identifier) => ({ kind, identifier, shipmentIds }));
const lacking = (names: readonly Identifier[], shipmentIds: readonly string[]) => about('lacking', names, shipmentIds);
const doubted = (names: readonly Identifier[], shipmentIds: readonly string[]) => about('doubted', names, shipmentIds);

/** The shipments may lack reports about the names, and may have some that are not theirs. */
const inQuestion = (names: readonly Identifier[], shipmentIds: readonly string[]): Question[] => [
  ...lacking(names, shipmentIds),
  ...doubted(names, shipmentIds),
];

function ofReport({ stream, metadata }: StoredEvent): Question[] {
  const shipmentId = shipmentOfStream(stream);
  const identifier = identifierOfStream(stream);
  if (identifier) return [{ kind: 'kept', identifier }];
  const subject = parseSubject(metadata.subject);
  if (!shipmentId || 'fault' in subject || subject.kind === 'shipment') return [];
  return [{ kind: 'held', identifier: subject.identifier, shipmentId }];
}

/** Nothing in a stream that has just begun can be out of place, and what comes will be judged as it comes. */
function ofRegistration({ data }: StoredEvent<'dev.waybill.shipment-registered.v1'>, known: KnownStreams): Question[] {
  const { shipmentId, identifiers } = data;
  const own: Identifier = { scheme: 'shipment', value: shipmentId };
  const names = identifiers.flatMap(({ scheme, value }) => speakingFor({ scheme, value }, known));
  return lacking([own, ...names], [shipmentId]);
}

/** Reports of all units that the shipment was ever aboard. */
const aboardInQuestion = (shipmentId: string, state: RegisteredShipment, known: KnownStreams): Question[] =>
  unitsEverAboard(state).flatMap((unit) => inQuestion(speakingFor(unit, known), [shipmentId]));

function ofHolder(
  { stream, data: { shipmentId } }: StoredEvent<'dev.waybill.identifier-assigned.v1' | 'dev.waybill.identifier-released.v1'>,
  known: KnownStreams,
): Question[] {
  const identifier = identifierOfStream(stream);
  const holdings = (identifier && known.identifier(identifier)?.holdings) ?? [];
  if (!identifier) return [];
  const own = inQuestion([identifier], [shipmentId, ...holdings.map((holding) => holding.shipmentId)]);
  if (!isUnit(identifier)) return own;
  // Whether what the shipment was scanned with is its own may move its end.
  const shipment = whenRegistered(known.shipment(shipmentId));
  const aboard = shipment ? aboardInQuestion(shipmentId, shipment, known) : [];
  return [...own, ...inQuestion(speakingFor(identifier, known), [shipmentId]), ...aboard];
}

/**
 * A load ends the stay on every other unit of its kind, perhaps earlier than was known; an unload that on its unit. What the shipment lacks
 * is asked where the load can be seen from the unit: at its trace, behind which all else is known that had been told by then.
 */
function ofShipmentHandling(event: Handling<'shipment'>, known: KnownStreams): Question[] {
  const { shipmentId, unit } = event.data;
  const { time: since } = event;
  const isLoad = event.type === 'dev.waybill.shipment-loaded.v1';
  if (identifierOfStream(event.stream)) return isLoad ? lacking(speakingFor(unit, known, since), [shipmentId]) : [];
  const left = isLoad ? unitsLeftFor(unit, whenRegistered(known.shipment(shipmentId))?.handlings ?? []) : [unit];
  return [{ kind: 'trace', unit }, ...left.flatMap((one) => doubted(speakingFor(one, known, since), [shipmentId]))];
}

/** As for a shipment; and a device speaks for what is on the unit that it is mounted on, and no longer for what is on the one it left. */
function ofUnitHandling(event: Handling<'unit'>, known: KnownStreams): Question[] {
  const { unit: child, on } = event.data;
  const { time: since } = event;
  const meant = (unit: Identifier) => shipmentsOf(spokenFor(unit, known, since));
  const isDevice = child.scheme === 'device';
  const aboard = isDevice ? [...meant(child), ...meant(on)] : meant(child);
  // What the device is on besides speaks through it.
  const through = isDevice ? speakingFor(child, known, since) : [];
  const questions = inQuestion([...through, ...speakingFor(on, known, since)], aboard);
  const identifier = identifierOfStream(event.stream);
  const isTrace = identifier !== undefined && !sameIdentifier(identifier, child);
  if (isTrace) return questions;
  const isLoad = event.type === 'dev.waybill.unit-loaded.v1';
  const left = isLoad ? unitsLeftFor(on, handlingsOf(known.identifier(child))) : [];
  const there = (unit: Identifier) => (isDevice ? [...aboard, ...meant(unit)] : aboard);
  return [
    { kind: 'trace', unit: on },
    ...questions,
    ...left.flatMap((unit) => doubted([...through, ...speakingFor(unit, known, since)], there(unit))),
  ];
}

/** Facts from units that are later than the shipment's end do not belong to it; those before an end that is no more do. */
function ofMilestone({ stream, eventId }: StoredEvent, known: KnownStreams): Question[] {
  const shipmentId = shipmentOfStream(stream);
  const state = shipmentId && whenRegistered(known.shipment(shipmentId));
  if (!state || state.handlings.length === 0) return [];
  const holds = holdsUnit(shipmentId, known);
  const moved = endMovedBy(state, eventId, holds);
  const end = endOfStays(state, holds) ?? Number.POSITIVE_INFINITY;
  return moved === 'later' || (moved === 'earlier' && state.latestByUnit > end) ? aboardInQuestion(shipmentId, state, known) : [];
}

type Correction = Retraction | StoredEvent<'dev.waybill.fact-reinstated.v1'>;

/** What was retracted for a unit is so for all aboard. A retracted or reinstated milestone can move the shipment's end either way. */
function ofCorrection(event: Correction, known: KnownStreams): Question[] {
  const identifier = identifierOfStream(event.stream);
  const shipmentId = shipmentOfStream(event.stream);
  if (identifier) {
    const shipmentIds = shipmentsOf(spokenFor(identifier, known));
    return event.type === 'dev.waybill.fact-retracted.v1'
      ? [{ kind: 'withdrawn', retraction: event, shipmentIds }]
      : lacking([identifier], shipmentIds);
  }
  const state = shipmentId && whenRegistered(known.shipment(shipmentId));
  if (!state) return [];
  const isMilestone = state.milestones.some(({ eventId }) => eventId === event.data.eventId);
  return [...ofMove(shipmentId, event, known), ...(isMilestone ? aboardInQuestion(shipmentId, state, known) : [])];
}

/** Attribution moved a fact by what a process knew then. Others may have known more, and have found it where it was before. */
function ofMove(shipmentId: string, { type, data: { fact } }: Correction, known: KnownStreams): Question[] {
  const subject = fact && parseSubject(fact.subject);
  if (!fact || !subject || 'fault' in subject || subject.kind === 'shipment') return [];
  const belongs = targetsOf(subject.identifier, fact.time, known).includes(shipmentId);
  const counts = type === 'dev.waybill.fact-reinstated.v1';
  // It may be one that a person had withdrawn there.
  const isDoubtful = counts && Object.keys(known.identifier(subject.identifier)?.retracted ?? {}).length > 0;
  return belongs === counts && !isDoubtful ? [] : doubted([subject.identifier], [shipmentId]);
}

/** Which reports an event puts in question. Answered on what the streams hold at the event, or later. */
export function questionsOf(event: StoredEvent, known: KnownStreams): Question[] {
  switch (event.type) {
    case 'dev.waybill.position-reported.v1':
    case 'dev.waybill.vehicle-departed.v1':
    case 'dev.waybill.vehicle-arrived.v1':
      return ofReport(event);
    case 'dev.waybill.item-scanned.v1':
      return [...ofReport(event), ...ofMilestone(event, known)];
    case 'dev.waybill.delivered.v1':
    case 'dev.waybill.shipment-cancelled.v1':
      return ofMilestone(event, known);
    case 'dev.waybill.shipment-registered.v1':
      return ofRegistration(event, known);
    case 'dev.waybill.identifier-assigned.v1':
    case 'dev.waybill.identifier-released.v1':
      return ofHolder(event, known);
    case 'dev.waybill.shipment-loaded.v1':
    case 'dev.waybill.shipment-unloaded.v1':
      return ofShipmentHandling(event, known);
    case 'dev.waybill.unit-loaded.v1':
    case 'dev.waybill.unit-unloaded.v1':
      return ofUnitHandling(event, known);
    case 'dev.waybill.fact-retracted.v1':
    case 'dev.waybill.fact-reinstated.v1':
      return ofCorrection(event, known);
    case 'dev.waybill.route-planned.v1':
    case 'dev.waybill.tracking-link-issued.v1':
    case 'dev.waybill.tracking-link-revoked.v1':
    case 'dev.waybill.api-key-created.v1':
    case 'dev.waybill.api-key-revoked.v1':
    case 'dev.waybill.sign-in-ticket-used.v1':
    case 'dev.waybill.tracking-page-changed.v1':
    case 'dev.waybill.deployment-created.v1':
    case 'dev.waybill.no-movement-detected.v1':
    case 'dev.waybill.movement-resumed.v1':
    case 'dev.waybill.signal-lost.v1':
    case 'dev.waybill.signal-regained.v1':
    case 'dev.waybill.off-route-detected.v1':
    case 'dev.waybill.back-on-route.v1':
    case 'dev.waybill.departure-overdue.v1':
    case 'dev.waybill.shipment-late.v1':
    case 'dev.waybill.geofence-entered.v1':
    case 'dev.waybill.geofence-exited.v1':
    case 'dev.waybill.geofence-crossing-retracted.v1':
    case 'dev.waybill.geofence-breached.v1':
    case 'dev.waybill.geofence-defined.v1':
    case 'dev.waybill.geofence-redrawn.v1':
    case 'dev.waybill.geofence-retired.v1':
    case 'dev.waybill.site-registered.v1':
    case 'dev.waybill.site-changed.v1':
    case 'dev.waybill.site-retired.v1':
    case 'dev.waybill.exception-amended.v1':
    case 'dev.waybill.exception-retracted.v1':
    case 'dev.waybill.exception-acknowledged.v1':
    case 'dev.waybill.exception-assigned.v1':
    case 'dev.waybill.exception-snoozed.v1':
    case 'dev.waybill.exception-resolved.v1':
    case 'dev.waybill.exception-reopened.v1':
    case 'dev.waybill.code-unmapped.v1':
    case 'dev.waybill.push-received.v1':
    case 'dev.waybill.push-taken-in.v1':
    case 'dev.waybill.scans-noted.v1':
    case 'dev.waybill.source-changed.v1':
    case 'dev.waybill.source-registered.v1':
    case 'dev.waybill.source-retired.v1':
    case 'dev.waybill.source-secrets-rotated.v1':
    case 'dev.waybill.eta-model-trained.v1':
    case 'dev.waybill.eta-model-promoted.v1':
    case 'dev.waybill.eta-recalculated.v1':
    case 'dev.waybill.eta-ended.v1':
    case 'dev.waybill.destination-bound.v1':
    case 'dev.waybill.arriving-soon.v1':
    case 'dev.waybill.arrival-withdrawn.v1':
    case 'dev.waybill.arrived-at-site.v1':
    case 'dev.waybill.left-site.v1':
    case 'dev.waybill.site-visit-retracted.v1':
    case 'dev.waybill.stream-erased.v1':
    case 'dev.waybill.stream-remembered.v1':
    case 'dev.waybill.streams-listed.v1':
      return [];
  }
}
