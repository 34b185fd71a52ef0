import { type Instant, latestOf, type ShipmentStatus } from '@waybill/events';

/** What a consignment looks at in each of its pieces. */
export interface Piece {
  readonly status: ShipmentStatus;
  readonly deliveredAt?: Instant;
}

/** A consignment as its pieces make it. */
export interface FoldedConsignment {
  /** The status that all pieces share, else `PARTIAL`. */
  readonly status: ShipmentStatus | 'PARTIAL';
  /** When the last piece was delivered; absent while any is not. */
  readonly deliveredAt?: Instant;
}

/** Cancelled pieces are no longer part of it, unless all of them are cancelled. Undefined when there are no pieces. */
export function foldConsignment(pieces: readonly Piece[]): FoldedConsignment | undefined {
  const remaining = pieces.filter(({ status }) => status !== 'CANCELLED');
  const counting = remaining.length > 0 ? remaining : pieces;
  const [first] = counting;
  if (!first) return undefined;
  const same = counting.every(({ status }) => status === first.status);
  const deliveries = counting.flatMap(({ deliveredAt }) => deliveredAt ?? []);
  const last = deliveries.reduce<Instant | undefined>((latest, time) => latestOf(latest, time), undefined);
  return {
    status: same ? first.status : 'PARTIAL',
    deliveredAt: deliveries.length === counting.length ? last : undefined,
  };
}
