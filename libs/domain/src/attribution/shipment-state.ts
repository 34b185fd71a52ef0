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
import type { Aggregate, Fold } from '../fold';
import { type MilestoneFact, milestoneOf } from '../shipments';
import { type Handling, handlingOf } from './passages';

/** Source of the events that the attribution reactor writes; its retractions can be taken back, a person's cannot. */
export const ATTRIBUTION_SOURCE = 'urn:waybill:attribution';

/** What the write side knows of a shipment. Plain JSON, so that it can be stored beside the stream. */
export interface ShipmentState {
  readonly registered: boolean;
  readonly planHash?: string;
  readonly carrier?: string;
  readonly identifiers: readonly Identifier[];
  readonly milestones: readonly MilestoneFact[];
  /** Stored event id of a milestone that a unit was scanned with → the unit. */
  readonly unitMilestones: Readonly<Record<string, Unit>>;
  readonly handlings: readonly Handling[];
  /** Stored event id → who retracted it. */
  readonly retracted: Readonly<Record<string, 'person' | 'attribution'>>;
  /** Link id → revoked. */
  readonly links: Readonly<Record<string, boolean>>;
  /** Latest event time of a fact that came here through a unit. */
  readonly latestByUnit: number;
}

export const initialShipment: ShipmentState = {
  registered: false,
  identifiers: [],
  milestones: [],
  unitMilestones: {},
  handlings: [],
  retracted: {},
  links: {},
  latestByUnit: 0,
};

const subjectIsUnit = (subject: string): boolean => isUnitScheme(subject.slice(0, subject.indexOf(':')));

const evolveReport = (state: ShipmentState, { time, metadata }: StoredEvent<ReportType>): ShipmentState =>
  subjectIsUnit(metadata.subject) && time > state.latestByUnit ? { ...state, latestByUnit: time } : state;

function evolveKind(state: ShipmentState, event: StoredEvent<(typeof SHIPMENT_TYPES)[number]>): ShipmentState {
  switch (event.type) {
    case 'dev.waybill.position-reported.v1':
    case 'dev.waybill.item-scanned.v1':
    case 'dev.waybill.vehicle-departed.v1':
    case 'dev.waybill.vehicle-arrived.v1':
      return evolveReport(state, event);
    case 'dev.waybill.shipment-registered.v1':
      return {
        ...state,
        registered: true,
        planHash: event.metadata.commandhash,
        carrier: event.data.carrier,
        identifiers: event.data.identifiers.map(({ scheme, value }) => ({ scheme, value })),
      };
    case 'dev.waybill.shipment-loaded.v1':
    case 'dev.waybill.shipment-unloaded.v1': {
      const handling = handlingOf(event);
      return handling ? { ...state, handlings: [...state.handlings, handling] } : state;
    }
    case 'dev.waybill.fact-retracted.v1': {
      const by = event.metadata.source === ATTRIBUTION_SOURCE ? 'attribution' : 'person';
      return { ...state, retracted: { ...state.retracted, [event.data.eventId]: by } };
    }
    case 'dev.waybill.fact-reinstated.v1': {
      const { [event.data.eventId]: _, ...retracted } = state.retracted;
      return { ...state, retracted };
    }
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

function evolveMilestone(state: ShipmentState, event: StoredEvent): ShipmentState {
  const milestone = milestoneOf(event);
  if (!milestone) return state;
  const milestones = [...state.milestones, milestone];
  const subject = parseSubject(event.metadata.subject);
  if ('fault' in subject || subject.kind !== 'identifier' || !isUnit(subject.identifier)) return { ...state, milestones };
  return { ...state, milestones, unitMilestones: { ...state.unitMilestones, [event.eventId]: subject.identifier } };
}

/** Folds one event of the shipment's stream. Most positions change nothing and give the same object back. */
export function evolveShipment(state: ShipmentState, event: StoredEvent): ShipmentState {
  return isOneOf(event, SHIPMENT_TYPES) ? evolveKind(evolveMilestone(state, event), event) : state;
}

export const shipmentFold: Fold<ShipmentState> = { version: 3, initial: () => initialShipment, evolve: evolveShipment };

export const SHIPMENT: Aggregate<ShipmentState> = {
  fold: shipmentFold,
  stream: shipmentStream,
  subject: (shipmentId) => `shipment:${shipmentId}`,
};

/** Units that the shipment has ever been loaded on. */
export const unitsEverAboard = (state: ShipmentState): Unit[] => [
  ...new Map(state.handlings.map(({ unit }) => [formatIdentifier(unit), unit])).values(),
];
