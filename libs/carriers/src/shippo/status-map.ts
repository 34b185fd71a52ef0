import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** `status/substatus.code`, for the pairs that Shippo's list has. */
export const SUBSTATUSES: StatusMap = {
  ...codes('PRE_TRANSIT/information_received', 'INFO_RECEIVED'),
  ...codes('TRANSIT/package_accepted', 'PICKED_UP'),
  ...codes('TRANSIT/package_arrived', 'ARRIVED_AT_HUB'),
  ...codes('TRANSIT/package_departed', 'DEPARTED_HUB'),
  ...codes('TRANSIT/package_processed TRANSIT/package_processing', 'IN_TRANSIT'),
  ...codes('TRANSIT/package_forwarded', 'HANDED_OVER'),
  ...codes('TRANSIT/package_held', 'AT_CUSTOMS'),
  ...codes('TRANSIT/out_for_delivery', 'OUT_FOR_DELIVERY'),
  ...codes('TRANSIT/delivery_attempted TRANSIT/notice_left', 'DELIVERY_ATTEMPTED'),
  ...codes('TRANSIT/location_inaccessible', 'DELIVERY_ATTEMPTED', { reason: 'consignee_access_restricted' }),
  ...codes('TRANSIT/pickup_available', 'AVAILABLE_FOR_PICKUP'),
  ...codes('TRANSIT/delayed TRANSIT/delivery_rescheduled', 'DELAYED'),
  ...codes('TRANSIT/package_damaged', 'DAMAGED', { reason: 'carrier_damaged_parcel' }),
  ...codes('TRANSIT/address_issue', 'CARRIER_NOTE', { reason: 'consignee_incorrect_address' }),
  ...codes('TRANSIT/contact_carrier TRANSIT/delivery_scheduled TRANSIT/reschedule_delivery', 'CARRIER_NOTE'),
  ...codes('DELIVERED/delivered', 'DELIVERED'),
  ...codes('RETURNED/return_to_sender RETURNED/package_unclaimed', 'RETURNING'),
  ...codes('FAILURE/package_undeliverable FAILURE/package_disposed', 'CARRIER_NOTE'),
  ...codes('FAILURE/package_lost', 'LOST', { reason: 'carrier_parcel_lost' }),
};

/** `status`, where there is no substatus, or one that does not belong to it. */
export const STATUSES: StatusMap = {
  ...codes('PRE_TRANSIT', 'INFO_RECEIVED'),
  ...codes('TRANSIT', 'IN_TRANSIT'),
  ...codes('DELIVERED', 'DELIVERED'),
  ...codes('RETURNED', 'RETURNING'),
  ...codes('FAILURE', 'CARRIER_NOTE'),
};
