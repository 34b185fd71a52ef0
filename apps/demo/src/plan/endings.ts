import type { Place } from '../world/places';
import { type Parcel, scan } from './scans';
import { HOUR, MINUTE, type Step } from './step';

/** How the last mile goes. */
export type Ending = 'delivered' | 'not-at-home' | 'refused' | 'damaged';

type LastMile = (parcel: Parcel, from: number, place: Place) => readonly Step[];

const outForDelivery: LastMile = (parcel, from, place) => [
  scan(parcel, 'ARRIVED_AT_DESTINATION', from + 10 * MINUTE, place, { rawCode: 'X1' }),
  scan(parcel, 'OUT_FOR_DELIVERY', from + 90 * MINUTE, place, { rawCode: 'AJ' }),
];
const at = (from: number, hours: number) => from + hours * HOUR;

const LAST_MILES: Readonly<Record<Ending, LastMile>> = {
  delivered: (parcel, from, place) => [
    ...outForDelivery(parcel, from, place),
    scan(parcel, 'DELIVERED', at(from, 3), place, { rawCode: 'D1' }),
  ],
  'not-at-home': (parcel, from, place) => [
    ...outForDelivery(parcel, from, place),
    scan(parcel, 'DELIVERY_ATTEMPTED', at(from, 3.2), place, { rawCode: 'AH', reason: 'consignee_not_home' }),
    scan(parcel, 'AVAILABLE_FOR_PICKUP', at(from, 4.5), place, { rawCode: 'AV' }),
  ],
  refused: (parcel, from, place) => [
    ...outForDelivery(parcel, from, place),
    scan(parcel, 'DELIVERY_ATTEMPTED', at(from, 2.6), place, { rawCode: 'A7', reason: 'consignee_refused' }),
    scan(parcel, 'RETURNING', at(from, 4), place, { note: 'on its way back to the shipper' }),
  ],
  damaged: (parcel, from, place) => [
    ...outForDelivery(parcel, from, place),
    scan(parcel, 'DAMAGED', at(from, 2), place, { rawCode: 'A9', reason: 'carrier_damaged_parcel' }),
    scan(parcel, 'DELIVERED', at(from, 3.4), place, { rawCode: 'D1', note: 'accepted with a dented corner' }),
  ],
};

/** The scans from arrival at the destination depot on. */
export const lastMile = (ending: Ending, parcel: Parcel, from: number, place: Place): readonly Step[] =>
  LAST_MILES[ending](parcel, from, place);
