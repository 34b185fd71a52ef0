import { type EventType, type StoredEvent, sameIdentifier, type Unit } from '@waybill/events';
import { type Handling, handlingOf } from './passages';

/** Units nest: a device on a vehicle, a container on a vessel; deeper than this is refused. */
export const MAX_NESTING = 4;

/** What the write side knows of a unit as one that carries and is carried. Plain JSON. */
export interface Loads {
  readonly identifier: Unit;
  /** Shipments that were ever loaded here; their own streams say from when to when. */
  readonly shipments: readonly string[];
  /** Units that were ever loaded onto this one. */
  readonly units: readonly Unit[];
  /** This unit's own loads onto other units. */
  readonly handlings: readonly Handling[];
}

/** Types that say in the stream of a unit what it carries and what carries it. */
export const LOAD_TYPES = [
  'dev.waybill.shipment-loaded.v1',
  'dev.waybill.shipment-unloaded.v1',
  'dev.waybill.unit-loaded.v1',
  'dev.waybill.unit-unloaded.v1',
] as const satisfies readonly EventType[];

/** A unit that carries nothing yet. */
export const noLoads = (identifier: Unit): Loads => ({ identifier, shipments: [], units: [], handlings: [] });

const withUnit = (units: readonly Unit[], unit: Unit): readonly Unit[] =>
  units.some((known) => sameIdentifier(known, unit)) ? units : [...units, unit];

/** In the child's own stream a load is its decision, in the parent's it is the trace that leads to the child. */
function unitHandled<S extends Loads>(state: S, event: StoredEvent<'dev.waybill.unit-loaded.v1' | 'dev.waybill.unit-unloaded.v1'>): S {
  const { unit } = event.data;
  if (!sameIdentifier(unit, state.identifier)) return { ...state, units: withUnit(state.units, unit) };
  return { ...state, handlings: [...state.handlings, handlingOf(event)] };
}

/** Folds one load or unload of the unit's stream. */
export function evolveLoads<S extends Loads>(state: S, event: StoredEvent<(typeof LOAD_TYPES)[number]>): S {
  switch (event.type) {
    case 'dev.waybill.shipment-loaded.v1': {
      const { shipmentId } = event.data;
      return state.shipments.includes(shipmentId) ? state : { ...state, shipments: [...state.shipments, shipmentId] };
    }
    case 'dev.waybill.unit-loaded.v1':
    case 'dev.waybill.unit-unloaded.v1':
      return unitHandled(state, event);
    // The stay ends by the shipment's own stream; the trace only leads to it.
    case 'dev.waybill.shipment-unloaded.v1':
      return state;
  }
}
