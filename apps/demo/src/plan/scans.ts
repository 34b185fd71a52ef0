import type { Place } from '../world/places';
import { type Mode, type Report, report, SOURCE_PREFIX, type Step } from './step';

/** A carrier that scans. */
export type Carrier = { readonly code: string; readonly mode: Mode };

export const CARRIERS = {
  alpensped: { code: 'ALPENSPED', mode: 'structured' },
  rheinkontor: { code: 'RHEINKONTOR', mode: 'binary' },
  westline: { code: 'WESTLINE', mode: 'structured' },
  pacifica: { code: 'PACIFICA', mode: 'batch' },
  mistral: { code: 'MISTRAL', mode: 'binary' },
  austral: { code: 'AUSTRAL', mode: 'structured' },
  sindhu: { code: 'SINDHU', mode: 'batch' },
  kurierwerk: { code: 'KURIERWERK', mode: 'structured' },
} as const satisfies Record<string, Carrier>;

/** What a carrier scans: a parcel under its tracking number. */
export type Parcel = { readonly carrier: Carrier; readonly trackingNumber: string };
export const subjectOf = ({ carrier, trackingNumber }: Parcel): string => `tracking-number:${carrier.code}/${trackingNumber}`;

type Details = { readonly rawCode?: string; readonly reason?: string; readonly note?: string; readonly classifier?: string };

/** A scan of a parcel at a place. Its id is what a carrier's system would number it by. */
export function scan(parcel: Parcel, milestone: string, time: number, place: Place | undefined, details: Details = {}): Step {
  return report(scanReport(parcel, milestone, time, place, details));
}

export function scanReport(parcel: Parcel, milestone: string, time: number, place: Place | undefined, details: Details = {}): Report {
  const { carrier, trackingNumber } = parcel;
  const town = place && { city: place.city, country: place.country, ...(place.unlocode ? { unlocode: place.unlocode } : {}) };
  return {
    source: `${SOURCE_PREFIX}carriers/${carrier.code.toLowerCase()}`,
    id: `${trackingNumber}-${milestone}-${Math.round(time / 1000)}`,
    type: 'dev.waybill.item-scanned.v1',
    subject: subjectOf(parcel),
    time: Math.round(time),
    mode: carrier.mode,
    data: { milestone, classifier: 'ACT', ...(town ? { location: town } : {}), ...details },
  };
}
