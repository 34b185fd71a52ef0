import { formatIdentifier, type Identifier, identifierStream, isUnit, type StoredEvent, shipmentStream } from '@waybill/events';
import { whenRegistered } from '../shipments';
import type { KnownStreams } from './known';
import type { Question } from './questions';
import { spokenFor } from './reach';

/** A revision that all that is in a stream stands before. */
export const EVERYTHING = Number.MAX_SAFE_INTEGER;
/** Clocks of several writers of one stream may differ by this much. */
const CLOCK_SLACK_MS = 600_000;

/** Reports in the stream of a name, before a revision, that some shipments may lack. */
export interface NameReview {
  readonly identifier: Identifier;
  readonly shipmentIds: ReadonlySet<string>;
  readonly before: number;
}
/** Reports in the stream of a shipment, before a revision, that came under some names and may not belong to it. */
export interface ShipmentReview {
  readonly shipmentId: string;
  /** By their subject. */
  readonly names: ReadonlyMap<string, Identifier>;
  readonly before: number;
}

/**
 * Up to where a stream has to be gone through because of an event: what stands behind the event in the same stream comes later, and is
 * dealt with as it comes.
 */
const reach = (stream: string, cause: StoredEvent): number => (cause.stream === stream ? cause.revision : EVERYTHING);

/** What has to be gone through because of the events of one batch: each stream once, whatever number of events ask for it. */
export class Reviews {
  private readonly lacking = new Map<string, { identifier: Identifier; shipmentIds: Set<string>; before: number }>();
  private readonly doubted = new Map<string, { shipmentId: string; names: Map<string, Identifier>; before: number }>();

  add({ kind, identifier, shipmentIds }: Extract<Question, { kind: 'lacking' | 'doubted' }>, cause: StoredEvent): void {
    if (kind === 'lacking') this.addLacking(identifier, shipmentIds, cause);
    else for (const shipmentId of shipmentIds) this.addDoubted(identifier, shipmentId, cause);
  }

  get ofNames(): NameReview[] {
    return [...this.lacking.values()];
  }

  get ofShipments(): ShipmentReview[] {
    return [...this.doubted.values()];
  }

  private addLacking(identifier: Identifier, shipmentIds: readonly string[], cause: StoredEvent): void {
    const name = formatIdentifier(identifier);
    const review = this.lacking.get(name) ?? { identifier, shipmentIds: new Set<string>(), before: 0 };
    for (const shipmentId of shipmentIds) review.shipmentIds.add(shipmentId);
    review.before = Math.max(review.before, reach(identifierStream(identifier), cause));
    this.lacking.set(name, review);
  }

  private addDoubted(identifier: Identifier, shipmentId: string, cause: StoredEvent): void {
    const review = this.doubted.get(shipmentId) ?? { shipmentId, names: new Map<string, Identifier>(), before: 0 };
    review.names.set(formatIdentifier(identifier), identifier);
    review.before = Math.max(review.before, reach(shipmentStream(shipmentId), cause));
    this.doubted.set(shipmentId, review);
  }
}

const firstLoad = (shipmentId: string, known: KnownStreams): number => {
  const handlings = whenRegistered(known.shipment(shipmentId))?.handlings ?? [];
  return handlings.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...handlings.map(({ at }) => at));
};

/**
 * Of the reports about a unit, none recorded before this can concern the shipments: they were loaded later, whatever the unit's clock
 * said. One that holds a name which the unit speaks for could be meant at any time; and so could the holder of a name that is no unit's.
 */
export function recordedSince({ identifier, shipmentIds }: Pick<NameReview, 'identifier' | 'shipmentIds'>, known: KnownStreams): number {
  if (!isUnit(identifier)) return Number.NEGATIVE_INFINITY;
  const holders = new Set(spokenFor(identifier, known).flatMap(({ holdings }) => holdings.map(({ shipmentId }) => shipmentId)));
  const starts = [...shipmentIds].map((shipmentId) => (holders.has(shipmentId) ? Number.NEGATIVE_INFINITY : firstLoad(shipmentId, known)));
  return Math.min(...starts) - (known.identifier(identifier)?.furthestAhead ?? 0) - CLOCK_SLACK_MS;
}
