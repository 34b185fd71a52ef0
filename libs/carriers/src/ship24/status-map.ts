import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** `statusCode`, what one event means. It may be null. */
export const STATUS_CODES: StatusMap = {
  ...codes('data_order_created', 'INFO_RECEIVED'),
  ...codes('data_order_cancelled', 'CANCELLED'),
  ...codes('data_delivery_proposed data_delivery_decided', 'CARRIER_NOTE'),
  ...codes('destination_arrival', 'ARRIVED_AT_DESTINATION'),
  ...codes('customs_received', 'AT_CUSTOMS'),
  ...codes('customs_exception customs_rejected', 'AT_CUSTOMS', { reason: 'customs_delay' }),
  ...codes('customs_cleared', 'CUSTOMS_RELEASED'),
  ...codes('delivery_available_for_pickup', 'AVAILABLE_FOR_PICKUP'),
  ...codes('delivery_out_for_delivery', 'OUT_FOR_DELIVERY'),
  ...codes('delivery_attempted', 'DELIVERY_ATTEMPTED'),
  ...codes('delivery_exception', 'CARRIER_NOTE'),
  ...codes('delivery_delivered', 'DELIVERED'),
  ...codes('exception_return', 'RETURNING'),
};

/** `statusMilestone`, the status of the whole shipment at the time of the event: for events without a code. */
export const MILESTONES: StatusMap = {
  ...codes('pending info_received', 'INFO_RECEIVED'),
  ...codes('in_transit', 'IN_TRANSIT'),
  ...codes('out_for_delivery', 'OUT_FOR_DELIVERY'),
  ...codes('failed_attempt', 'DELIVERY_ATTEMPTED'),
  ...codes('available_for_pickup', 'AVAILABLE_FOR_PICKUP'),
  ...codes('delivered', 'DELIVERED'),
  ...codes('exception', 'CARRIER_NOTE'),
};

/** Couriers whose code is not the name by which their numbers are known elsewhere. */
export const COURIERS: Readonly<Record<string, string>> = { 'us-post': 'usps' };
