import { codes, type StatusMap } from '../reading';

/** Raise it with every change of the table below. */
export const MAPPING_VERSION = 1;

/** `<event type>/<event code>`. Whether a port is the last one of the journey is not said, so arrivals and departures are those of a hub. */
export const EVENTS: StatusMap = {
  ...codes('TRANSPORT/ARRI', 'ARRIVED_AT_HUB'),
  ...codes('TRANSPORT/DEPA', 'DEPARTED_HUB'),
  ...codes('EQUIPMENT/LOAD EQUIPMENT/STUF', 'LOADED'),
  ...codes('EQUIPMENT/DISC EQUIPMENT/GTIN', 'ARRIVED_AT_HUB'),
  ...codes('EQUIPMENT/GTOT', 'DEPARTED_HUB'),
  ...codes('EQUIPMENT/PICK', 'PICKED_UP'),
  ...codes('EQUIPMENT/AVPU', 'AVAILABLE_FOR_PICKUP'),
  ...codes('EQUIPMENT/CUSS EQUIPMENT/CUSI', 'AT_CUSTOMS'),
  ...codes('EQUIPMENT/CUSR', 'CUSTOMS_RELEASED'),
  ...codes('EQUIPMENT/STRP EQUIPMENT/DROP EQUIPMENT/AVDO EQUIPMENT/INSP EQUIPMENT/RSEA EQUIPMENT/RMVD EQUIPMENT/CROS', 'CARRIER_NOTE'),
  ...codes('SHIPMENT/RECE SHIPMENT/CONF', 'INFO_RECEIVED'),
  ...codes('SHIPMENT/HOLD', 'AT_CUSTOMS'),
  ...codes('SHIPMENT/RELS', 'CUSTOMS_RELEASED'),
  ...codes('SHIPMENT/CANC SHIPMENT/VOID', 'CANCELLED'),
  ...codes('SHIPMENT/DRFT SHIPMENT/PENA SHIPMENT/PENU SHIPMENT/PENC SHIPMENT/REJE SHIPMENT/APPR SHIPMENT/ISSU', 'CARRIER_NOTE'),
  ...codes('SHIPMENT/SURR SHIPMENT/SUBM SHIPMENT/REQS SHIPMENT/CMPL', 'CARRIER_NOTE'),
  ...codes('IOT/DETC REEFER/MEAS REEFER/ADJU', 'CARRIER_NOTE'),
};

/** Documents whose end is the end of the shipment: a void arrival notice cancels nothing. */
export const BOOKING_DOCUMENTS: readonly string[] = ['BKG', 'CBR'];
