import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** AT701 (element 1650). X1 and D1 are at the delivery, X3 and AF at the pick-up: public mappings have them the wrong way round. */
export const STATUSES: StatusMap = {
  ...codes('XB', 'INFO_RECEIVED'),
  ...codes('X3 X8', 'ARRIVED_AT_PICKUP'),
  ...codes('L1 CP AM CL', 'LOADED'),
  ...codes('AF', 'PICKED_UP'),
  ...codes('X6', 'IN_TRANSIT'),
  ...codes('X4 I1 AR', 'ARRIVED_AT_HUB'),
  ...codes('P1 OA RL', 'DEPARTED_HUB'),
  ...codes('K1 PR', 'AT_CUSTOMS'),
  ...codes('CT', 'CUSTOMS_RELEASED'),
  ...codes('J1 R1 BA', 'HANDED_OVER'),
  ...codes('X1 X5 S1', 'ARRIVED_AT_DESTINATION'),
  ...codes('AJ', 'OUT_FOR_DELIVERY'),
  ...codes('AH AP', 'DELIVERY_ATTEMPTED'),
  ...codes('A7', 'DELIVERY_ATTEMPTED', { reason: 'consignee_refused' }),
  ...codes('AV AW', 'AVAILABLE_FOR_PICKUP'),
  ...codes('D1 CB', 'DELIVERED'),
  ...codes('CD', 'DEPARTED_DESTINATION'),
  ...codes('A3', 'RETURNED'),
  ...codes('CA', 'CANCELLED'),
  ...codes('A9', 'DAMAGED', { reason: 'carrier_damaged_parcel' }),
  ...codes('SD', 'DELAYED'),
  ...codes('AG X2 B6 C1 E1', 'ETA_UPDATED', { classifier: 'EST' }),
  ...codes('AI AN BC DO NB OO PA', 'CARRIER_NOTE'),
};

/** AT702 (element 1651), where the reason has a name of ours; the others are kept as they were sent. `NS` is "normal". */
export const REASONS: Readonly<Record<string, string | undefined>> = {
  NS: undefined,
  A2: 'consignee_incorrect_address',
  AA: 'carrier_sorting_error',
  AI: 'carrier_mechanical_delay',
  AO: 'weather_delay',
  AQ: 'consignee_not_available',
  AS: 'customs_documentation',
  B1: 'consignee_business_closed',
  BS: 'consignee_refused',
  CA: 'customs_delay',
};
