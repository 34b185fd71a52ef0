import { parseInstant } from '@waybill/events';
import { type Fault, fault, type Meaning, meaningOf, type PlaceParts, placeOf, type ReportCore, scanReport } from '../reading';
import type { CarrierReport } from '../report';
import { compactDate, compactLocal, localReading, pairReading, type TimeReading } from '../time';
import { ACTIVITIES, DESCRIPTIONS, UPDATE_TYPE } from './status-map';

/** A scan, whether it was pushed or asked for. */
export interface UpsScan {
  readonly trackingNumber: string | undefined;
  readonly type: string | undefined;
  readonly code: string | undefined;
  readonly descriptionCode: string | undefined;
  readonly description: string | undefined;
  readonly localDate: string | undefined;
  readonly localTime: string | undefined;
  readonly gmtDate: string | undefined;
  readonly gmtTime: string | undefined;
  readonly place: PlaceParts;
}

function meaning({ type, code, descriptionCode }: UpsScan): Meaning {
  const exact = meaningOf(ACTIVITIES, `${type}/${code}`);
  const found = exact.milestone === 'UNKNOWN' ? meaningOf(DESCRIPTIONS, descriptionCode) : exact;
  return type === UPDATE_TYPE && found.milestone !== 'UNKNOWN' ? { ...found, milestone: 'CARRIER_NOTE' } : found;
}

function timeOf(scan: UpsScan, defaultTimeZone: string | undefined): TimeReading | undefined {
  const { localDate = '', localTime = '', gmtDate = '', gmtTime = '' } = scan;
  const place = placeOf(scan.place);
  const local = compactLocal(localDate, localTime);
  const gmt = compactLocal(gmtDate, gmtTime);
  const instant = gmt === undefined ? undefined : parseInstant(`${gmt}Z`);
  const [localText, instantText] = [`${localDate} ${localTime}`.trim(), `${gmtDate} ${gmtTime} GMT`.trim()];
  if (local !== undefined && instant !== undefined) return pairReading({ local, localText, instant, instantText }, place);
  if (instant !== undefined) return { time: { certainty: 'instant', instant, text: instantText }, flags: [] };
  if (local !== undefined) return localReading(local, localText, { place, defaultTimeZone });
  const date = localTime === '' ? compactDate(localDate) : undefined;
  if (date !== undefined) return { time: { certainty: 'date-only', date, text: localText }, flags: [] };
  return localText === '' ? { time: { certainty: 'none' }, flags: [] } : undefined;
}

export function readScan(scan: UpsScan, core: ReportCore, pointer: string, defaultTimeZone?: string): CarrierReport | Fault {
  const place = placeOf(scan.place);
  const { trackingNumber, localDate, localTime, type, code, descriptionCode } = scan;
  return scanReport(core, pointer, {
    key: [trackingNumber, localDate, localTime, type, code, place?.city?.toUpperCase(), place?.region, place?.country],
    meaning: meaning(scan),
    reading: timeOf(scan, defaultTimeZone) ?? fault('time-unreadable', 'The date and time of the activity are not YYYYMMDD and HHMMSS.'),
    place,
    rawCode: [type, code, descriptionCode].map((one) => one ?? '').join('/'),
    note: scan.description,
  });
}
