import { codes, type StatusMap } from '../reading';

/** Raise it with every change of a table below. */
export const MAPPING_VERSION = 1;

/** CBV business steps that the disposition `returned` turns into a way back. */
export const RETURNS: StatusMap = {
  ...codes('shipping departing loading transporting', 'RETURNING'),
  ...codes('arriving unloading receiving accepting', 'RETURNED'),
};

/**
 * CBV business steps. `holding` and `inspecting` happen in any warehouse, not only at customs, so they are notes; so are the steps of making
 * and selling.
 */
export const STEPS: StatusMap = {
  ...codes('shipping', 'PICKED_UP'),
  ...codes('loading', 'LOADED'),
  ...codes('transporting', 'IN_TRANSIT'),
  ...codes('arriving', 'ARRIVED_AT_HUB'),
  ...codes('departing', 'DEPARTED_HUB'),
  ...codes('consigning', 'HANDED_OVER'),
  ...codes('receiving accepting', 'DELIVERED'),
  ...codes('void_shipping', 'CANCELLED'),
  ...codes('assembling collecting commissioning creating_class_instance cycle_counting decommissioning destroying', 'CARRIER_NOTE'),
  ...codes('disassembling dispensing encoding entering_exiting holding inspecting installing killing other packing', 'CARRIER_NOTE'),
  ...codes('picking removing repackaging repairing replacing reserving retail_selling sampling sensor_reporting', 'CARRIER_NOTE'),
  ...codes('staging_outbound stock_taking stocking storing unloading unpacking', 'CARRIER_NOTE'),
};

/** CBV dispositions, where the step says nothing of the journey. */
export const DISPOSITIONS: StatusMap = {
  ...codes('available', 'AVAILABLE_FOR_PICKUP'),
  ...codes('damaged', 'DAMAGED', { reason: 'carrier_damaged_parcel' }),
  ...codes('returned', 'RETURNED'),
};
