import { isAmong, type Milestone, type ShipmentStatus } from '@waybill/events';

/**
 * Rank of a status, lowest first. Rank never beats time: a later milestone wins whatever its rank, so a hub scan after
 * OUT_FOR_DELIVERY is IN_TRANSIT again (the parcel went back to the depot). Rank orders milestones of the same instant only.
 */
export const STATUS_RANK: Readonly<Record<ShipmentStatus, number>> = {
  UNKNOWN: -1,
  CREATED: 0,
  INFO_RECEIVED: 10,
  PICKED_UP: 20,
  IN_TRANSIT: 30,
  OUT_FOR_DELIVERY: 50,
  AVAILABLE_FOR_PICKUP: 55,
  RETURNING: 60,
  DELIVERED: 90,
  RETURNED: 91,
  CANCELLED: 92,
  LOST: 93,
};

/** The status that an actual milestone leads to; `null` = it changes none. */
export const STATUS_OF_MILESTONE: Readonly<Record<Milestone, ShipmentStatus | null>> = {
  INFO_RECEIVED: 'INFO_RECEIVED',
  ARRIVED_AT_PICKUP: null,
  LOADED: null,
  PICKED_UP: 'PICKED_UP',
  IN_TRANSIT: 'IN_TRANSIT',
  ARRIVED_AT_HUB: 'IN_TRANSIT',
  DEPARTED_HUB: 'IN_TRANSIT',
  AT_CUSTOMS: 'IN_TRANSIT',
  CUSTOMS_RELEASED: 'IN_TRANSIT',
  HANDED_OVER: 'IN_TRANSIT',
  ARRIVING_SOON: 'IN_TRANSIT',
  ARRIVED_AT_DESTINATION: 'IN_TRANSIT',
  OUT_FOR_DELIVERY: 'OUT_FOR_DELIVERY',
  DELIVERY_ATTEMPTED: 'IN_TRANSIT',
  AVAILABLE_FOR_PICKUP: 'AVAILABLE_FOR_PICKUP',
  DELIVERED: 'DELIVERED',
  DEPARTED_DESTINATION: null,
  RETURNING: 'RETURNING',
  RETURNED: 'RETURNED',
  CANCELLED: 'CANCELLED',
  LOST: 'LOST',
  DAMAGED: null,
  DELAYED: null,
  ETA_UPDATED: null,
  CARRIER_NOTE: null,
  UNKNOWN: null,
};

/** Milestones that say nothing about the goods: shown to coordinators, never the last milestone, never shown to customers. */
const REMARKS: readonly Milestone[] = ['CARRIER_NOTE', 'ETA_UPDATED', 'UNKNOWN'];
export const isRemark = (milestone: Milestone): boolean => REMARKS.includes(milestone);

/** Statuses in which a shipment's journey is over. */
export const TERMINAL_STATUSES = ['DELIVERED', 'RETURNED', 'CANCELLED', 'LOST'] as const satisfies readonly ShipmentStatus[];
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];
export const isTerminal = (status: ShipmentStatus): status is TerminalStatus => isAmong(TERMINAL_STATUSES, status);

/** Which statuses may follow a terminal one by later milestones; everything else that comes later stays in the timeline only. */
export const WAYS_OUT: Readonly<Record<TerminalStatus, 'any' | readonly ShipmentStatus[]>> = {
  DELIVERED: ['RETURNING', 'RETURNED'],
  RETURNED: ['RETURNING'],
  CANCELLED: ['DELIVERED'],
  LOST: 'any',
};

/** Whether a person has to act: not yet, no, now, not any more. */
export const PHASES = ['planned', 'moving', 'attention', 'done'] as const;
export type Phase = (typeof PHASES)[number];

/** Goods that wait to be fetched, go back, or are lost need a person. */
export const PHASE_OF_STATUS: Readonly<Record<ShipmentStatus, Phase>> = {
  CREATED: 'planned',
  INFO_RECEIVED: 'planned',
  PICKED_UP: 'moving',
  IN_TRANSIT: 'moving',
  OUT_FOR_DELIVERY: 'moving',
  AVAILABLE_FOR_PICKUP: 'attention',
  RETURNING: 'attention',
  DELIVERED: 'done',
  RETURNED: 'done',
  CANCELLED: 'done',
  LOST: 'attention',
  UNKNOWN: 'attention',
};
