import { parseInstant } from '@waybill/events';
import type { CarrierFormat } from '../port';
import {
  coreOf,
  estimate,
  type Findings,
  identifier,
  ignoredPush,
  meaningOf,
  placeOf,
  type ReportCore,
  readHistory,
  readPush,
  readSubjects,
  refusedPart,
  scanReport,
  stamp,
  timeIn,
  trackingNumber,
} from '../reading';
import { event, type Tracker, type TrackingDetail, tracker, trackingDetail } from './schema';
import { CARRIER_CODES, DECISIVE, DETAILS, MAPPING_VERSION, STATUSES } from './status-map';

const FORMAT = stamp('easypost', MAPPING_VERSION);

function meaningOfDetail(carrier: string | undefined, { carrier_code, status_detail, status }: TrackingDetail) {
  const own = CARRIER_CODES[carrier?.toUpperCase() ?? ''] ?? {};
  const byCarrier = meaningOf(own, carrier_code);
  if (byCarrier.milestone !== 'UNKNOWN') return byCarrier;
  const decided = meaningOf(DECISIVE, status);
  if (decided.milestone !== 'UNKNOWN') return decided;
  const detailed = meaningOf(DETAILS, status_detail);
  return detailed.milestone === 'UNKNOWN' ? meaningOf(STATUSES, status) : detailed;
}

const rawCodeOf = ({ carrier_code, status_detail, status }: TrackingDetail): string =>
  [carrier_code, status, status_detail]
    .map((code) => code ?? '')
    .join('/')
    .slice(0, 200);

function readDetail(detail: TrackingDetail, { carrier }: Tracker, core: ReportCore, pointer: string) {
  const { datetime, carrier_code, message, tracking_location } = detail;
  const { city, state, country, zip } = tracking_location;
  const place = placeOf({ city, region: state, country });
  return scanReport(core, pointer, {
    key: [core.history, datetime, carrier_code, message, zip ?? city],
    meaning: meaningOfDetail(carrier, detail),
    reading: timeIn('datetime', datetime, { place }),
    place,
    rawCode: rawCodeOf(detail),
    note: message,
  });
}

function readTracker(given: Tracker, pointer: string): Findings {
  const { id, tracking_code, carrier, shipment_id, tracking_details, est_delivery_date } = given;
  const sender = id ?? tracking_code;
  const core = coreOf(FORMAT, sender, trackingNumber(carrier, tracking_code), identifier('order', shipment_id));
  if (!core) return { outcomes: [refusedPart(pointer, 'identifier-missing', 'The tracker has no usable carrier and tracking_code.')] };
  const { outcomes, wholeHistories } = readHistory(
    core,
    tracking_details,
    `${pointer}/tracking_details`,
    'oldest-first',
    trackingDetail,
    (scan, at) => readDetail(scan, given, core, at),
  );
  return { outcomes: [...outcomes, ...estimate(core, sender, est_delivery_date, `${pointer}/est_delivery_date`)], wholeHistories };
}

export const normalize: CarrierFormat['normalize'] = (rawBody) =>
  readPush(rawBody, event, ({ description, result }) =>
    description?.startsWith('tracker.')
      ? readSubjects([{ given: result, pointer: '/result' }], tracker, readTracker, { pushTime: parseInstant(result.updated_at ?? '') })
      : ignoredPush(`event ${description ?? 'without a description'}`),
  );
