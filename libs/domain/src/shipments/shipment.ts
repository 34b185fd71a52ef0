import {
  formatIdentifier,
  type Identifier,
  isOneOf,
  isUnit,
  isUnitScheme,
  parseSubject,
  type ReportType,
  SHIPMENT_TYPES,
  type StoredEvent,
  shipmentStream,
  type Unit,
} from '@waybill/events';
import type { Aggregate } from '../fold';
import { corrected, type Retracted } from '../retracted';
import { type Handling, handlingOf } from '../units';
import { type MilestoneFact, milestoneOf } from './milestone-fact';

/** What was told of a registered shipment since. */
interface Facts {
  readonly milestones: readonly MilestoneFact[];
  /** Stored event id of a milestone that a unit was scanned with → the unit. */
  readonly unitMilestones: Readonly<Record<string, Unit>>;
  readonly handlings: readonly Handling[];
  readonly retracted: Retracted;
  /** Link id → revoked. */
  readonly links: Readonly<Record<string, boolean>>;
  /** Latest event time of a fact that came here through a unit. */
  readonly latestByUnit: number;
}

/** A shipment that is tracked. Whether it is under way, cancelled or delivered follows from its milestones: `deriveStatus`. */
export interface RegisteredShipment extends Facts {
  readonly phase: 'registered';
  readonly planHash?: string;
  readonly carrier?: string;
  readonly identifiers: readonly Identifier[];
}

/** What the write side knows of a shipment. Plain JSON, so that it can be stored beside the stream. A stream begins with the registration. */
export type ShipmentState = { readonly phase: 'unregistered' } | RegisteredShipment;

const noFacts: Facts = { milestones: [], unitMilestones: {}, handlings: [], retracted: {}, links: {}, latestByUnit: 0 };

type ShipmentType = (typeof SHIPMENT_TYPES)[number];
type Registration = 'dev.waybill.shipment-registered.v1';

const subjectIsUnit = (subject: string): boolean => isUnitScheme(subject.slice(0, subject.indexOf(':')));

const evolveReport = (state: RegisteredShipment, { time, metadata }: StoredEvent<ReportType>): RegisteredShipment =>
  subjectIsUnit(metadata.subject) && time > state.latestByUnit ? { ...state, latestByUnit: time } : state;

function evolveKind(state: RegisteredShipment, event: StoredEvent<Exclude<ShipmentType, Registration>>): RegisteredShipment {
  switch (event.type) {
    case 'dev.waybill.position-reported.v1':
    case 'dev.waybill.item-scanned.v1':
    case 'dev.waybill.vehicle-departed.v1':
    case 'dev.waybill.vehicle-arrived.v1':
      return evolveReport(state, event);
    case 'dev.waybill.shipment-loaded.v1':
    case 'dev.waybill.shipment-unloaded.v1':
      return { ...state, handlings: [...state.handlings, handlingOf(event)] };
    case 'dev.waybill.fact-retracted.v1':
    case 'dev.waybill.fact-reinstated.v1':
      return { ...state, retracted: corrected(state.retracted, event) };
    case 'dev.waybill.tracking-link-issued.v1':
      return { ...state, links: { ...state.links, [event.data.linkId]: false } };
    case 'dev.waybill.tracking-link-revoked.v1':
      return { ...state, links: { ...state.links, [event.data.linkId]: true } };
    case 'dev.waybill.route-planned.v1':
    case 'dev.waybill.delivered.v1':
    case 'dev.waybill.shipment-cancelled.v1':
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

function evolveMilestone(state: RegisteredShipment, event: StoredEvent): RegisteredShipment {
  const milestone = milestoneOf(event);
  if (!milestone) return state;
  const milestones = [...state.milestones, milestone];
  const subject = parseSubject(event.metadata.subject);
  if ('fault' in subject || subject.kind !== 'identifier' || !isUnit(subject.identifier)) return { ...state, milestones };
  return { ...state, milestones, unitMilestones: { ...state.unitMilestones, [event.eventId]: subject.identifier } };
}

const registeredBy = (state: ShipmentState, { data, metadata }: StoredEvent<Registration>): RegisteredShipment => ({
  ...(state.phase === 'registered' ? state : noFacts),
  phase: 'registered',
  planHash: metadata.commandhash,
  carrier: data.carrier,
  identifiers: data.identifiers.map(({ scheme, value }) => ({ scheme, value })),
});

/** Folds one event of the shipment's stream. Most positions change nothing and give the same object back. */
function evolveShipment(state: ShipmentState, event: StoredEvent): ShipmentState {
  if (!isOneOf(event, SHIPMENT_TYPES)) return state;
  if (event.type === 'dev.waybill.shipment-registered.v1') return registeredBy(state, event);
  return state.phase === 'unregistered' ? state : evolveKind(evolveMilestone(state, event), event);
}

export const SHIPMENT: Aggregate<ShipmentState> = {
  fold: { version: 4, initial: () => ({ phase: 'unregistered' }), evolve: evolveShipment },
  stream: shipmentStream,
  subject: (shipmentId) => `shipment:${shipmentId}`,
};

/** The shipment, when there is one. */
export const whenRegistered = (state: ShipmentState | undefined): RegisteredShipment | undefined =>
  state?.phase === 'registered' ? state : undefined;

/** Which facts in the shipment's stream do not count. */
export const retractedIn = (state: ShipmentState): Retracted => whenRegistered(state)?.retracted ?? noFacts.retracted;

/** Units that the shipment has ever been loaded on. */
export const unitsEverAboard = ({ handlings }: RegisteredShipment): Unit[] => [
  ...new Map(handlings.map(({ unit }) => [formatIdentifier(unit), unit])).values(),
];
