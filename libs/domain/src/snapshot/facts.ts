import { formatIdentifier, type Identifier, identifierOfStream, isNaming, type NamingEvent, type StoredEvent } from '@waybill/events';
import { evolveHoldings, type Holding } from '../identifiers';
import { type Handling, handlingOf, isHandling } from '../units';

/** What a shipment's holds on one name have come to. */
export interface NameFacts {
  readonly identifier: Identifier;
  readonly given: string;
  readonly holdings: readonly Holding[];
  /** Revision, in the name's stream, up to which that is known. */
  readonly revision: number;
}

/** What has to be kept of a shipment's decisions. Plain JSON, every list sorted by what it holds, not by arrival. */
export interface ShipmentFacts {
  readonly handlings: readonly Handling[];
  readonly names: Readonly<Record<string, NameFacts>>;
  /** Revision of the last `RoutePlanned`; -1 while the route is the registration's. */
  readonly routeRevision: number;
}

export const noFacts: ShipmentFacts = { handlings: [], names: {}, routeRevision: -1 };

const byEventId = (a: { readonly eventId: string }, b: { readonly eventId: string }): number =>
  a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0;

/** The list with what is new in it; an event that is known already changes nothing. */
function including<T extends { readonly eventId: string }>(known: readonly T[], more: readonly T[]): readonly T[] {
  if (more.length === 0) return known;
  const ids = new Set(known.map(({ eventId }) => eventId));
  const fresh = more.filter(({ eventId }) => !ids.has(eventId));
  return fresh.length === 0 ? known : [...known, ...fresh].sort(byEventId);
}

/** Assignments and releases, folded by the write side's own rule in the order of the name's stream. */
function foldName(known: NameFacts | undefined, event: NamingEvent, identifier: Identifier): NameFacts {
  if (known && event.revision <= known.revision) return known;
  const given = event.type === 'dev.waybill.identifier-assigned.v1' ? event.data.given : (known?.given ?? identifier.value);
  return { identifier, given, holdings: evolveHoldings(known?.holdings ?? [], event), revision: event.revision };
}

function foldNames(known: ShipmentFacts['names'], events: readonly StoredEvent[]): ShipmentFacts['names'] {
  const names: Record<string, NameFacts> = { ...known };
  for (const event of events) {
    if (!isNaming(event)) continue;
    const identifier = identifierOfStream(event.stream);
    if (!identifier) continue;
    const name = formatIdentifier(identifier);
    names[name] = foldName(names[name], event, identifier);
  }
  return names;
}

const lastRoute = (events: readonly StoredEvent[]): number =>
  events.reduce((last, { type, revision }) => (type === 'dev.waybill.route-planned.v1' ? Math.max(last, revision) : last), -1);

/** The facts with a batch's events in them. */
export function foldFacts(known: ShipmentFacts, events: readonly StoredEvent[]): ShipmentFacts {
  return {
    handlings: including(known.handlings, events.filter(isHandling).map(handlingOf)),
    names: foldNames(known.names, events),
    routeRevision: Math.max(known.routeRevision, lastRoute(events)),
  };
}
