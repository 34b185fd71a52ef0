import type { ExceptionRule, ExceptionState, ShipmentStatus } from '@waybill/events';

/** `limit` is 1 to 200 (50 when absent); `cursor` is the `nextCursor` of the page before. */
export interface PageRequest {
  readonly limit?: number;
  readonly cursor?: string;
}

/** Orders of a timeline; `-` is the newest first. */
export const TIMELINE_SORTS = ['time', '-time'] as const;
export interface TimelineRequest extends PageRequest {
  readonly sort?: (typeof TIMELINE_SORTS)[number];
}

/** Degrees; `west` may be greater than `east` when the box crosses the antimeridian. */
export interface BoundingBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Orders that a list of shipments can have; `-` means descending. */
export const SHIPMENT_SORTS = ['shipmentId', '-shipmentId', 'updatedAt', '-updatedAt', 'plannedArrival', '-plannedArrival'] as const;
export type ShipmentSort = (typeof SHIPMENT_SORTS)[number];

/** All conditions must hold. Instants are milliseconds since the Unix epoch. */
export interface ShipmentFilter extends PageRequest {
  readonly status?: readonly ShipmentStatus[];
  readonly carrier?: string;
  /** Beginning of a shipment id, reference, identifier or tracking number without its carrier; compared by `nameKey`, as all names are. */
  readonly q?: string;
  /** Type of an open exception. */
  readonly exception?: string;
  readonly bbox?: BoundingBox;
  /** Id of the site that the destination belongs to. */
  readonly site?: string;
  readonly etaBefore?: number;
  readonly etaAfter?: number;
  /** Past its planned arrival and neither there nor at its end, or expected too long after it: what the rule `late` says now. */
  readonly late?: boolean;
  readonly updatedSince?: number;
  /** `-updatedAt` when absent. */
  readonly sort?: ShipmentSort;
}

/** All conditions must hold. */
export interface ExceptionFilter extends PageRequest {
  readonly type?: readonly ExceptionRule[];
  /** `open`: all states in which a person still has to see to it. */
  readonly state?: readonly (ExceptionState | 'open')[];
  readonly shipmentId?: string;
  readonly assignee?: string;
  /** Raised at or after this event time, milliseconds since the Unix epoch. */
  readonly since?: number;
}

/** Part of a shipment's track, in event time: `from` inclusive, `to` exclusive. */
export interface TrackRange {
  readonly from?: number;
  readonly to?: number;
}

/** What to wait for; `processors` are the names of the projections that the answer draws on. */
export interface WaitRequest {
  readonly position: bigint;
  /** Also wait until reactors have passed it and projections have passed what those appended. */
  readonly settled?: boolean;
  readonly processors: readonly string[];
  readonly timeoutMs: number;
}

/** Events that were set aside, of one processor or key only when named. */
export interface DeadLetterFilter extends PageRequest {
  readonly processor?: string;
  readonly key?: string;
}
