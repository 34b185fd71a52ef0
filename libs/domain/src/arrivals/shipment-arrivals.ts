import { ARRIVAL_TYPES, isOneOf, type StoredEvent } from '@waybill/events';
import type { Fold } from '../fold';
import { type Approach, noApproach } from './approach';

/** What was said of one arrival or departure. */
export interface StatedMoment {
  /** The last event that says that it was. */
  readonly eventId: string;
  /** How often that was said. */
  readonly times: number;
  readonly retracted: boolean;
}

/** What was said of a shipment on its way to a site. Plain JSON; grows with its stays. */
export interface ShipmentArrivals {
  /** The site that its destination belongs to. */
  readonly siteId?: string;
  /** How often it was bound, to another one or to none. */
  readonly bindings: number;
  readonly approach: Approach;
  /** By what makes a moment this one: see `momentKey`. */
  readonly moments: Readonly<Record<string, StatedMoment>>;
}

const noArrivals: ShipmentArrivals = { bindings: 0, approach: noApproach, moments: {} };

/** Events that tell of an arrival, or of a departure. */
export type VisitEventType = 'dev.waybill.arrived-at-site.v1' | 'dev.waybill.left-site.v1';

/** What makes an arrival or a departure this one: the site, the moment, and the facts that show it. */
export const momentKey = (type: VisitEventType, siteId: string, time: string, eventIds: readonly string[]): string =>
  [type, siteId, time, ...eventIds].join('/');

function afterMoment(state: ShipmentArrivals, { type, eventId, data, metadata }: StoredEvent<VisitEventType>): ShipmentArrivals {
  const key = momentKey(type, data.siteId, metadata.time, data.eventIds);
  const times = (state.moments[key]?.times ?? 0) + 1;
  return { ...state, moments: { ...state.moments, [key]: { eventId, times, retracted: false } } };
}

function afterRetraction(state: ShipmentArrivals, eventId: string): ShipmentArrivals {
  const found = Object.entries(state.moments).find(([, told]) => told.eventId === eventId);
  if (!found) return state;
  const [key, told] = found;
  return { ...state, moments: { ...state.moments, [key]: { ...told, retracted: true } } };
}

function evolveArrivals(state: ShipmentArrivals, event: StoredEvent): ShipmentArrivals {
  if (!isOneOf(event, ARRIVAL_TYPES)) return state;
  switch (event.type) {
    case 'dev.waybill.destination-bound.v1':
      return { ...state, siteId: event.data.siteId, bindings: state.bindings + 1 };
    case 'dev.waybill.arriving-soon.v1':
      return { ...state, approach: { state: 'soon', announced: event.data.announcement } };
    case 'dev.waybill.arrival-withdrawn.v1':
      return { ...state, approach: { ...state.approach, state: 'away' } };
    case 'dev.waybill.arrived-at-site.v1':
      return { ...afterMoment(state, event), approach: { ...state.approach, state: 'arrived' } };
    case 'dev.waybill.left-site.v1':
      return afterMoment(state, event);
    case 'dev.waybill.site-visit-retracted.v1':
      return afterRetraction(state, event.data.eventId);
    case 'dev.waybill.stream-erased.v1':
      return state;
  }
}

/** Folds the stream of a shipment's arrivals. */
export const arrivalsFold: Fold<ShipmentArrivals> = { initial: () => noArrivals, evolve: evolveArrivals };
