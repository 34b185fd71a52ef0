import { parseInstant } from '@waybill/events';
import type { CarrierFormat } from '../port';
import {
  collect,
  estimate,
  type Fault,
  fault,
  identifier,
  identifiers,
  ignoredPush,
  meaningOf,
  placeOf,
  type ReportCore,
  readEach,
  readJson,
  refused,
  scanId,
  trackingNumber,
} from '../reading';
import type { CarrierReport } from '../report';
import { readTime } from '../time';
import { event, type Tracker, type TrackingDetail, trackingDetail } from './schema';
import { CARRIER_CODES, DETAILS, MAPPING_VERSION, STATUSES } from './status-map';

function meaningOfDetail(carrier: string | undefined, { carrier_code, status_detail, status }: TrackingDetail) {
  const own = CARRIER_CODES[carrier?.toUpperCase() ?? ''] ?? {};
  const byCarrier = meaningOf(own, carrier_code);
  if (byCarrier.milestone !== 'UNKNOWN') return byCarrier;
  const detailed = meaningOf(DETAILS, status_detail);
  return detailed.milestone === 'UNKNOWN' ? meaningOf(STATUSES, status) : detailed;
}

const rawCodeOf = ({ carrier_code, status_detail, status }: TrackingDetail): string =>
  [carrier_code, status, status_detail]
    .map((code) => code ?? '')
    .join('/')
    .slice(0, 200);

function readDetail(given: unknown, tracker: Tracker, core: ReportCore, pointer: string): CarrierReport | Fault {
  const parsed = trackingDetail.safeParse(given);
  if (!parsed.success) return fault('wrong-shape', 'A tracking detail is an object.');
  const detail = parsed.data;
  const { city, state, country, zip } = detail.tracking_location;
  const place = placeOf({ city, region: state, country });
  const reading =
    detail.datetime === undefined ? { time: { certainty: 'none' as const }, flags: [] } : readTime(detail.datetime, { place });
  if (!reading) return fault('time-unreadable', '`datetime` is not a date and time.');
  const { milestone, classifier = 'ACT', reason } = meaningOfDetail(tracker.carrier, detail);
  return {
    id: scanId('easypost', tracker.id ?? tracker.tracking_code, detail.datetime, detail.carrier_code, detail.message, zip ?? city),
    statement: { kind: 'milestone', milestone, classifier },
    ...reading,
    place,
    rawCode: rawCodeOf(detail),
    reason,
    note: detail.message,
    pointer,
    ...core,
  };
}

export const normalize: CarrierFormat['normalize'] = (rawBody) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const parsed = event.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'An EasyPost event is a JSON object.');
  const { description, result: tracker } = parsed.data;
  if (!description?.startsWith('tracker.')) return ignoredPush(`event ${description ?? 'without a description'}`);
  const about = identifiers(trackingNumber(tracker.carrier, tracker.tracking_code), identifier('order', tracker.shipment_id));
  if (about[0]?.scheme !== 'tracking-number')
    return refused('identifier-missing', 'The tracker has no usable carrier and tracking_code.', '/result');
  const core: ReportCore = { about, format: 'easypost', mappingVersion: MAPPING_VERSION };
  const { outcomes, refusals } = readEach(tracker.tracking_details, '/result/tracking_details', 'oldest-first', (scan, pointer) =>
    readDetail(scan, tracker, core, pointer),
  );
  const pushTime = parseInstant(tracker.updated_at ?? '');
  return collect(
    [...outcomes, ...estimate(core, tracker.id ?? tracker.tracking_code, tracker.est_delivery_date, '/result/est_delivery_date')],
    { refusals, wholeHistory: true, pushTime },
  );
};
