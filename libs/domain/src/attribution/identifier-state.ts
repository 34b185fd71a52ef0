import {
  formatIdentifier,
  IDENTIFIER_TYPES,
  type Identifier,
  type Instant,
  identifierOfStream,
  identifierStream,
  isOneOf,
  isUnit,
  type ReportType,
  type StoredEvent,
  sameIdentifier,
  type Unit,
} from '@waybill/events';
import type { Aggregate, Fold } from '../fold';
import { covers, type Interval } from './intervals';
import { type Handling, handlingOf } from './passages';
import { ATTRIBUTION_SOURCE } from './shipment-state';

/** A shipment's hold on a name, in event time. */
export interface Holding extends Interval {
  readonly shipmentId: string;
  readonly commandId: string;
  /** When it was written down: an assignment whose shipment has no stream 60 s later is void. */
  readonly recordedAt: Instant;
}

/** What the write side knows of a name: who holds it, and for a unit who is or was aboard and what it is on itself. */
export interface IdentifierState {
  readonly identifier: Identifier;
  readonly holdings: readonly Holding[];
  /** Shipments that were ever loaded here; their own streams say from when to when. */
  readonly shipments: readonly string[];
  /** Units that were ever loaded onto this one. */
  readonly units: readonly Unit[];
  /** This unit's own loads onto other units. */
  readonly handlings: readonly Handling[];
  readonly retracted: Readonly<Record<string, 'person' | 'attribution'>>;
  /** Most that a report's event time was ever ahead of its recorded time, ms; bounds backward scans by event time. */
  readonly furthestAhead: number;
}

export const initialIdentifier = (identifier: Identifier): IdentifierState => ({
  identifier,
  holdings: [],
  shipments: [],
  units: [],
  handlings: [],
  retracted: {},
  furthestAhead: 0,
});

/** The hold that an assignment begins. */
export function holdingOf({ data, recordedTime: recordedAt }: StoredEvent<'dev.waybill.identifier-assigned.v1'>): Holding {
  const { shipmentId, commandId, from, until } = data;
  return { shipmentId, commandId, recordedAt, from, until };
}

/** What a release leaves of the holds on its name; without a time it undoes them. Those that it does not change are the same objects. */
export function releasedFrom<H extends Omit<Holding, 'recordedAt'>>(
  holdings: readonly H[],
  event: StoredEvent<'dev.waybill.identifier-released.v1'>,
): H[] {
  const { shipmentId, commandId, until } = event.data;
  return holdings.flatMap((holding) => {
    const meant = holding.shipmentId === shipmentId && (commandId === undefined || holding.commandId === commandId);
    if (!meant) return [holding];
    if (until === undefined || until <= (holding.from ?? Number.NEGATIVE_INFINITY)) return [];
    return holding.until !== undefined && holding.until <= until ? [holding] : [{ ...holding, until }];
  });
}

const withUnit = (units: readonly Unit[], unit: Unit): readonly Unit[] =>
  units.some((known) => sameIdentifier(known, unit)) ? units : [...units, unit];

/** In the child's own stream a load is its decision, in the parent's it is the trace that leads to the child. */
function unitHandled(
  state: IdentifierState,
  event: StoredEvent<'dev.waybill.unit-loaded.v1' | 'dev.waybill.unit-unloaded.v1'>,
): IdentifierState {
  const { unit } = event.data;
  if (!sameIdentifier(unit, state.identifier)) return { ...state, units: withUnit(state.units, unit) };
  const handling = handlingOf(event);
  return handling ? { ...state, handlings: [...state.handlings, handling] } : state;
}

function evolveReport(state: IdentifierState, { time, recordedTime }: StoredEvent<ReportType>): IdentifierState {
  const ahead = time - recordedTime;
  return ahead > state.furthestAhead ? { ...state, furthestAhead: ahead } : state;
}

function evolveKind(state: IdentifierState, event: StoredEvent<(typeof IDENTIFIER_TYPES)[number]>): IdentifierState {
  switch (event.type) {
    case 'dev.waybill.position-reported.v1':
    case 'dev.waybill.item-scanned.v1':
    case 'dev.waybill.vehicle-departed.v1':
    case 'dev.waybill.vehicle-arrived.v1':
      return evolveReport(state, event);
    case 'dev.waybill.identifier-assigned.v1':
      return { ...state, holdings: [...state.holdings, holdingOf(event)] };
    case 'dev.waybill.identifier-released.v1':
      return { ...state, holdings: releasedFrom(state.holdings, event) };
    case 'dev.waybill.shipment-loaded.v1':
      return state.shipments.includes(event.data.shipmentId) ? state : { ...state, shipments: [...state.shipments, event.data.shipmentId] };
    case 'dev.waybill.unit-loaded.v1':
    case 'dev.waybill.unit-unloaded.v1':
      return unitHandled(state, event);
    case 'dev.waybill.fact-retracted.v1': {
      const by = event.metadata.source === ATTRIBUTION_SOURCE ? 'attribution' : 'person';
      return { ...state, retracted: { ...state.retracted, [event.data.eventId]: by } };
    }
    case 'dev.waybill.fact-reinstated.v1': {
      const { [event.data.eventId]: _, ...retracted } = state.retracted;
      return { ...state, retracted };
    }
    // The stay ends by the shipment's own stream; the trace only leads to it.
    case 'dev.waybill.shipment-unloaded.v1':
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

/** Folds one event of a name's stream. Most reports change nothing and give the same object back. */
export const evolveIdentifier = (state: IdentifierState, event: StoredEvent): IdentifierState =>
  isOneOf(event, IDENTIFIER_TYPES) ? evolveKind(state, event) : state;

export const identifierFold: Fold<IdentifierState> = {
  version: 4,
  initial: (stream) => initialIdentifier(identifierOfStream(stream) as Identifier),
  evolve: evolveIdentifier,
};

export const IDENTIFIER: Aggregate<IdentifierState, Identifier> = {
  fold: identifierFold,
  stream: identifierStream,
  subject: formatIdentifier,
};

/** Shipments that hold or held the name, or were ever loaded on the unit: everyone whom its reports could concern. */
export const concernedShipments = (state: IdentifierState): string[] => [
  ...new Set([...state.holdings.map(({ shipmentId }) => shipmentId), ...state.shipments]),
];

/** Whether the name stands for the shipment at that time. */
export const isHeldBy = ({ holdings }: IdentifierState, shipmentId: string, time: number): boolean =>
  holdings.some((holding) => holding.shipmentId === shipmentId && covers(holding, time));

/** `<scheme>:<value>` of the name, and whether every report about it is kept in its own stream. */
export const nameOf = (state: IdentifierState): string => formatIdentifier(state.identifier);
export const keepsEveryReport = (state: IdentifierState): boolean => isUnit(state.identifier);
