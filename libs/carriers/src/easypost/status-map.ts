import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** `status_detail`, the finer one: looked up first. `unknown` and `status_update` say nothing, so they are not here. */
export const DETAILS: StatusMap = {
  ...codes('label_created awaiting_information', 'INFO_RECEIVED'),
  ...codes('received_at_origin_facility', 'PICKED_UP'),
  ...codes('in_transit', 'IN_TRANSIT'),
  ...codes('arrived_at_facility', 'ARRIVED_AT_HUB'),
  ...codes('departed_facility departed_origin_facility', 'DEPARTED_HUB'),
  ...codes('held', 'AT_CUSTOMS', { reason: 'held' }),
  ...codes('transferred_to_destination_carrier', 'HANDED_OVER'),
  ...codes('received_at_destination_facility arrived_at_destination', 'ARRIVED_AT_DESTINATION'),
  ...codes('out_for_delivery', 'OUT_FOR_DELIVERY'),
  ...codes('delivery_exception', 'DELIVERY_ATTEMPTED'),
  ...codes('refused', 'DELIVERY_ATTEMPTED', { reason: 'consignee_refused' }),
  ...codes('arrived_at_pickup_location', 'AVAILABLE_FOR_PICKUP'),
  ...codes('return', 'RETURNING'),
  ...codes('cancelled', 'CANCELLED'),
  ...codes('lost', 'LOST', { reason: 'carrier_parcel_lost' }),
  ...codes('damaged', 'DAMAGED', { reason: 'carrier_damaged_parcel' }),
  ...codes('delayed transit_exception', 'DELAYED'),
  ...codes('weather_delay', 'DELAYED', { reason: 'weather_delay' }),
  ...codes('missorted', 'DELAYED', { reason: 'carrier_sorting_error' }),
  ...codes('address_correction', 'CARRIER_NOTE', { reason: 'consignee_incorrect_address' }),
  ...codes('expired failure', 'CARRIER_NOTE'),
};

/** A `status` that its detail only refines: a delivery comes as `delivered` with the detail `arrived_at_destination`. */
export const DECISIVE: StatusMap = codes('delivered', 'DELIVERED');

/** `status`, for scans whose detail says nothing. */
export const STATUSES: StatusMap = {
  ...codes('pre_transit', 'INFO_RECEIVED'),
  ...codes('in_transit', 'IN_TRANSIT'),
  ...codes('out_for_delivery', 'OUT_FOR_DELIVERY'),
  ...DECISIVE,
  ...codes('available_for_pickup', 'AVAILABLE_FOR_PICKUP'),
  ...codes('return_to_sender', 'RETURNING'),
  ...codes('cancelled', 'CANCELLED'),
  ...codes('failure error', 'CARRIER_NOTE'),
};

/** Codes of a carrier behind EasyPost whose detail is known to say something else: FedEx's pick-up comes as `arrived_at_facility`. */
export const CARRIER_CODES: Readonly<Record<string, StatusMap>> = {
  FEDEX: codes('PU', 'PICKED_UP'),
};
