import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** `subtag`, the finer one: looked up first. */
export const SUBTAGS: StatusMap = {
  ...codes('InfoReceived_001 Pending_001 Pending_002 Pending_003 Pending_004 Pending_005 Pending_006', 'INFO_RECEIVED'),
  ...codes('InTransit_001 InTransit_008', 'IN_TRANSIT'),
  ...codes('InTransit_002', 'PICKED_UP'),
  ...codes('InTransit_003 InTransit_004', 'ARRIVED_AT_HUB'),
  ...codes('InTransit_005', 'CUSTOMS_RELEASED'),
  ...codes('InTransit_006', 'AT_CUSTOMS'),
  ...codes('InTransit_007', 'DEPARTED_HUB'),
  ...codes('InTransit_009', 'HANDED_OVER'),
  ...codes('OutForDelivery_001', 'OUT_FOR_DELIVERY'),
  ...codes('OutForDelivery_003 OutForDelivery_004', 'CARRIER_NOTE'),
  ...codes('AvailableForPickup_001', 'AVAILABLE_FOR_PICKUP'),
  ...codes('AttemptFail_001', 'DELIVERY_ATTEMPTED'),
  ...codes('AttemptFail_002', 'DELIVERY_ATTEMPTED', { reason: 'consignee_not_home' }),
  ...codes('AttemptFail_003', 'DELIVERY_ATTEMPTED', { reason: 'consignee_business_closed' }),
  ...codes('Delivered_001 Delivered_002 Delivered_003 Delivered_004 Delivered_005', 'DELIVERED'),
  ...codes('Exception_001 Exception_006 Exception_008 Exception_009 Exception_021 Expired_001', 'CARRIER_NOTE'),
  ...codes('Exception_002 Exception_007', 'CARRIER_NOTE', { reason: 'consignee_incorrect_address' }),
  ...codes('Exception_003', 'DELIVERY_ATTEMPTED', { reason: 'consignee_refused' }),
  ...codes('Exception_004', 'AT_CUSTOMS', { reason: 'customs_delay' }),
  ...codes('Exception_005 Exception_016 Exception_019', 'DELAYED'),
  ...codes('Exception_017', 'DELAYED', { reason: 'weather_delay' }),
  ...codes('Exception_018', 'CARRIER_NOTE', { reason: 'customs_documentation' }),
  ...codes('Exception_010', 'RETURNING'),
  ...codes('Exception_011', 'RETURNED'),
  ...codes('Exception_012', 'DAMAGED', { reason: 'carrier_damaged_parcel' }),
  ...codes('Exception_013', 'LOST', { reason: 'carrier_parcel_lost' }),
  ...codes('Exception_020', 'CANCELLED'),
};

/** `tag`, for checkpoints whose subtag is missing or new. */
export const TAGS: StatusMap = {
  ...codes('Pending InfoReceived', 'INFO_RECEIVED'),
  ...codes('InTransit', 'IN_TRANSIT'),
  ...codes('OutForDelivery', 'OUT_FOR_DELIVERY'),
  ...codes('AttemptFail', 'DELIVERY_ATTEMPTED'),
  ...codes('AvailableForPickup', 'AVAILABLE_FOR_PICKUP'),
  ...codes('Delivered', 'DELIVERED'),
  ...codes('Exception Expired', 'CARRIER_NOTE'),
};
