import { type ArrivalTarget, type Binding, type ExpectedArrival, type FollowedVisits, followVisits, type Site } from '@waybill/domain';
import type { DataOf, StoredEvent } from '@waybill/events';
import type { Steps } from '@waybill/platform';

type Registration = DataOf<'dev.waybill.shipment-registered.v1'>;
/** What of a shipment's plan tells where it arrives. */
export type ArrivalPlan = Pick<Registration, 'origin' | 'destination' | 'mode'>;

/** The plan, when it is among some events of the shipment's stream. */
export function planIn(events: readonly StoredEvent[]): ArrivalPlan | undefined {
  for (const { type, data } of events)
    if (type === 'dev.waybill.shipment-registered.v1') {
      const { origin, destination, mode } = data;
      return { origin, destination, mode };
    }
  return undefined;
}

/** A shipment as it is followed on its way to one site. */
export interface AtSite {
  /** The site as it was when the target was made of it. */
  readonly site: Site;
  readonly target: ArrivalTarget;
  readonly followed: FollowedVisits;
}

/** The newest prediction of a shipment. */
export interface KnownEta {
  /** In the stream of its predictions; -1 without one. */
  readonly revision: number;
  readonly arrival?: ExpectedArrival;
}

/** A shipment in memory. */
export interface Kept {
  readonly plan: ArrivalPlan;
  /** The site that its destination belongs to, by the sites of that version. */
  readonly wanted?: Binding;
  readonly sites: number;
  /** No site waits for it, or ever did: nothing of it has to be followed. */
  readonly free: boolean;
  /** Undefined for one that no site waits for, or that has to be read. */
  readonly at?: AtSite;
  /** Undefined where that has to be read. */
  readonly eta?: KnownEta;
  /** The deadline that is kept for it; undefined when that is not known here. */
  readonly due?: number | null;
  /** Others may have been handed events of it. */
  readonly mayLack: boolean;
}

/** The shipment on its way after some events of its stream; undefined when that has to be read from its beginning. */
export function* followAll(at: AtSite, events: readonly StoredEvent[]): Steps<AtSite | undefined> {
  let { followed } = at;
  for (const event of events) {
    const next = followVisits(followed, event, at.target);
    if (!next) return undefined;
    followed = next;
    yield;
  }
  return { ...at, followed };
}

/** The newest prediction after an event of its stream. */
export function etaAfter(known: KnownEta | undefined, event: StoredEvent): KnownEta | undefined {
  const { revision, eventId } = event;
  if (known && revision <= known.revision) return known;
  switch (event.type) {
    case 'dev.waybill.eta-recalculated.v1': {
      const { p10, p50, p90 } = event.data;
      return { revision, arrival: { p10, p50, p90, cause: eventId } };
    }
    case 'dev.waybill.eta-ended.v1':
      return { revision };
    default:
      return known;
  }
}
