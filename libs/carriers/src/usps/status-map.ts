import { codes, type StatusMap } from '../reading';

/** Raise it with every change of the table below. */
export const MAPPING_VERSION = 1;

/** `eventCode`. The rows for attempts (02, 52 to 55) and returns (09, 31) are from general knowledge, the others from a real history. */
export const EVENT_CODES: StatusMap = {
  ...codes('GX MA', 'INFO_RECEIVED'),
  ...codes('03', 'PICKED_UP'),
  ...codes('TL', 'IN_TRANSIT'),
  ...codes('A1 10 07', 'ARRIVED_AT_HUB'),
  ...codes('T1 SF', 'DEPARTED_HUB'),
  ...codes('OF', 'OUT_FOR_DELIVERY'),
  ...codes('02 52 53 54 55', 'DELIVERY_ATTEMPTED'),
  ...codes('01', 'DELIVERED'),
  ...codes('09 31', 'RETURNING'),
};
