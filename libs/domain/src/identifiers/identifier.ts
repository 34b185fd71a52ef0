import {
  formatIdentifier,
  IDENTIFIER_TYPES,
  type Identifier,
  identifierOfStream,
  identifierStream,
  isOneOf,
  isUnit,
  type ReportType,
  type StoredEvent,
  type Unit,
} from '@waybill/events';
import type { Aggregate, Fold } from '../fold';
import { corrected, type Retracted } from '../retracted';
import { evolveLoads, type Handling, LOAD_TYPES, type Loads, noLoads } from '../units';
import { evolveHoldings, type Holding } from './holdings';

/** What the write side knows of any name. Plain JSON. */
interface Held {
  readonly identifier: Identifier;
  readonly holdings: readonly Holding[];
  readonly retracted: Retracted;
  /** Most that a report's event time was ever ahead of its recorded time, ms; bounds backward scans by event time. */
  readonly furthestAhead: number;
}

/** A name that stands for one shipment at a time; reports about it wait here until a shipment holds it. */
export interface NameState extends Held {
  readonly kind: 'name';
}
/** The name of a unit: every report about it is kept here, and it carries shipments and units. */
export interface UnitState extends Held, Loads {
  readonly kind: 'unit';
  readonly identifier: Unit;
}
/** What the write side knows of a name: who holds it, and for a unit who is or was aboard and what it is on itself. */
export type IdentifierState = NameState | UnitState;

const unheld = { holdings: [], retracted: {}, furthestAhead: 0 } as const;
export const initialUnit = (unit: Unit): UnitState => ({ kind: 'unit', ...unheld, ...noLoads(unit) });
export const initialIdentifier = (identifier: Identifier): IdentifierState =>
  isUnit(identifier) ? initialUnit(identifier) : { kind: 'name', ...unheld, identifier };

function evolveReport<S extends Held>(state: S, { time, recordedTime }: StoredEvent<ReportType>): S {
  const ahead = time - recordedTime;
  return ahead > state.furthestAhead ? { ...state, furthestAhead: ahead } : state;
}

type HeldType = Exclude<(typeof IDENTIFIER_TYPES)[number], (typeof LOAD_TYPES)[number]>;

function evolveHeld<S extends Held>(state: S, event: StoredEvent<HeldType>): S {
  switch (event.type) {
    case 'dev.waybill.position-reported.v1':
    case 'dev.waybill.item-scanned.v1':
    case 'dev.waybill.vehicle-departed.v1':
    case 'dev.waybill.vehicle-arrived.v1':
      return evolveReport(state, event);
    case 'dev.waybill.identifier-assigned.v1':
    case 'dev.waybill.identifier-released.v1':
      return { ...state, holdings: evolveHoldings(state.holdings, event) };
    case 'dev.waybill.fact-retracted.v1':
    case 'dev.waybill.fact-reinstated.v1':
      return { ...state, retracted: corrected(state.retracted, event) };
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

function evolveUnit(state: UnitState, event: StoredEvent): UnitState {
  if (!isOneOf(event, IDENTIFIER_TYPES)) return state;
  return isOneOf(event, LOAD_TYPES) ? evolveLoads(state, event) : evolveHeld(state, event);
}

/** Nothing is loaded onto what is no unit: of such a name a load says nothing. */
function evolveName(state: NameState, event: StoredEvent): NameState {
  if (!isOneOf(event, IDENTIFIER_TYPES) || isOneOf(event, LOAD_TYPES)) return state;
  return evolveHeld(state, event);
}

/** Folds one event of a name's stream. Most reports change nothing and give the same object back. */
const evolveIdentifier = (state: IdentifierState, event: StoredEvent): IdentifierState =>
  state.kind === 'unit' ? evolveUnit(state, event) : evolveName(state, event);

/** @throws RangeError for a stream of something else */
function nameOfStream(stream: string): Identifier {
  const identifier = identifierOfStream(stream);
  if (!identifier) throw new RangeError(`${stream} is not the stream of a name`);
  return identifier;
}

/** @throws RangeError for a stream of something else */
function unitOfStream(stream: string): Unit {
  const identifier = nameOfStream(stream);
  if (!isUnit(identifier)) throw new RangeError(`${stream} is not the stream of a unit`);
  return identifier;
}

const VERSION = 5;
const identifierFold: Fold<IdentifierState> = {
  version: VERSION,
  initial: (stream) => initialIdentifier(nameOfStream(stream)),
  evolve: evolveIdentifier,
};

export const IDENTIFIER: Aggregate<IdentifierState, Identifier> = {
  fold: identifierFold,
  stream: identifierStream,
  subject: formatIdentifier,
};

/** The same streams, of the names that are known to be a unit's: what is remembered of one is the same for both. */
export const UNIT: Aggregate<UnitState, Unit> = {
  fold: { version: VERSION, initial: (stream) => initialUnit(unitOfStream(stream)), evolve: evolveUnit },
  stream: identifierStream,
  subject: formatIdentifier,
};

/** Loads of the name onto units; none for what is no unit, or is not known. */
export const handlingsOf = (state: IdentifierState | undefined): readonly Handling[] => (state?.kind === 'unit' ? state.handlings : []);

/** Shipments that hold or held the name, or were ever loaded on the unit: all those that its reports could concern. */
export const concernedShipments = (state: IdentifierState): string[] => [
  ...new Set([...state.holdings.map(({ shipmentId }) => shipmentId), ...(state.kind === 'unit' ? state.shipments : [])]),
];
