import { parseInstant } from '@waybill/events';
import type { CarrierFormat } from '../port';
import {
  coreOf,
  estimate,
  type Findings,
  identifier,
  ignoredPush,
  isObject,
  meaningOf,
  member,
  placeOf,
  type ReportCore,
  readHistory,
  readPush,
  readScans,
  readSubjects,
  refusedPart,
  scanReport,
  stamp,
  timeIn,
  trackingNumber,
} from '../reading';
import { message, type Tracking, type TrackingStatus, tracking, trackingStatus } from './schema';
import { MAPPING_VERSION, STATUSES, SUBSTATUSES } from './status-map';

const FORMAT = stamp('shippo', MAPPING_VERSION);

function readStatus(given: TrackingStatus, core: ReportCore, pointer: string) {
  const { object_id, status, substatus, status_date, status_details, location } = given;
  const place = placeOf({ city: location.city, region: location.state, country: location.country });
  const pair = `${status}/${substatus.code}`;
  const detailed = meaningOf(SUBSTATUSES, pair);
  return scanReport(core, pointer, {
    key: object_id === undefined ? [core.history, status_date, pair, status_details, place?.city] : [core.history, object_id],
    meaning: detailed.milestone === 'UNKNOWN' ? meaningOf(STATUSES, status) : detailed,
    reading: timeIn('status_date', status_date, { place }),
    place,
    rawCode: [status, substatus.code].filter(Boolean).join('/').slice(0, 200) || undefined,
    note: status_details,
    updatedTime: parseInstant(given.object_updated ?? given.object_created ?? ''),
  });
}

/** The current status is one of the history, but for a moment in which the history has not caught up yet. */
function readTracking(given: Tracking, pointer: string): Findings {
  const { carrier, tracking_number, metadata, tracking_history: history, tracking_status: current, eta } = given;
  const sender = `${carrier}/${tracking_number}`;
  const core = coreOf(FORMAT, sender, trackingNumber(carrier, tracking_number), identifier('order', metadata));
  if (!core) return { outcomes: [refusedPart(pointer, 'identifier-missing', 'The tracking has no usable carrier and tracking_number.')] };
  const read = (status: TrackingStatus, at: string) => readStatus(status, core, at);
  const { outcomes, wholeHistories } = readHistory(core, history, `${pointer}/tracking_history`, 'oldest-first', trackingStatus, read);
  const isNew = isObject(current) && !history.some((one) => member(one, 'object_id') === current.object_id);
  const newest = isNew
    ? readScans([current], `${pointer}/tracking_status`, 'oldest-first', trackingStatus, (one) => read(one, `${pointer}/tracking_status`))
    : [];
  return { outcomes: [...outcomes, ...newest, ...estimate(core, sender, eta, `${pointer}/eta`)], wholeHistories };
}

/** Pushes that try out the web hook have `test: true`: they must not touch what is real. */
export const normalize: CarrierFormat['normalize'] = (rawBody) =>
  readPush(rawBody, message, ({ event, test, data }) => {
    if (event !== 'track_updated') return ignoredPush(`event ${event ?? 'without a name'}`);
    return test === true ? ignoredPush('a test push') : readSubjects([{ given: data, pointer: '/data' }], tracking, readTracking);
  });
