import { type Instant, parseInstant } from '@waybill/events';
import type { CarrierFormat } from '../port';
import {
  coreOf,
  estimate,
  type Findings,
  identifier,
  ignoredPush,
  instantOfSeconds,
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
import { body, type Checkpoint, checkpoint, type Tracking, tracking } from './schema';
import { MAPPING_VERSION, SUBTAGS, TAGS } from './status-map';

const FORMAT = stamp('aftership', MAPPING_VERSION);
const EVENTS = ['tracking_update', 'edd_revise'];

function meaningOfCheckpoint({ subtag, tag }: Checkpoint) {
  const detailed = meaningOf(SUBTAGS, subtag);
  return detailed.milestone === 'UNKNOWN' ? meaningOf(TAGS, tag) : detailed;
}

/** `location` names a town in words of the carrier; `city` and `state` are often missing. */
const placeOfCheckpoint = ({ location, city, state, country_iso3, country_region }: Checkpoint) =>
  placeOf({ name: location, city, region: state, country: country_iso3 ?? country_region });

function readCheckpoint(given: Checkpoint, { slug, tracking_number }: Tracking, core: ReportCore, pointer: string) {
  const { checkpoint_time, tag, subtag = tag, raw_tag, message, location, city } = given;
  const place = placeOfCheckpoint(given);
  return scanReport(core, pointer, {
    key: [slug, tracking_number, checkpoint_time, given.slug, subtag, raw_tag, message, location ?? city],
    meaning: meaningOfCheckpoint(given),
    reading: timeIn('checkpoint_time', checkpoint_time, { place }),
    place,
    rawCode: subtag,
    note: message,
    updatedTime: parseInstant(given.created_at ?? ''),
  });
}

const estimateOf = (given: Tracking) =>
  given.latest_estimated_delivery.datetime ??
  given.courier_estimated_delivery_date.estimated_delivery_date ??
  given.expected_delivery ??
  given.aftership_estimated_delivery_date.estimated_delivery_date;

function readTracking(given: Tracking, pointer: string): Findings {
  const { slug, tracking_number, order_id, checkpoints } = given;
  const sender = `${slug}/${tracking_number}`;
  const core = coreOf(FORMAT, sender, trackingNumber(slug, tracking_number), identifier('order', order_id));
  if (!core) return { outcomes: [refusedPart(pointer, 'identifier-missing', 'The tracking has no usable slug and tracking_number.')] };
  const { outcomes, wholeHistories } = readHistory(core, checkpoints, `${pointer}/checkpoints`, 'oldest-first', checkpoint, (scan, at) =>
    readCheckpoint(scan, given, core, at),
  );
  return { outcomes: [...outcomes, ...estimate(core, sender, estimateOf(given), pointer)], wholeHistories };
}

const readOne = (given: unknown, pointer: string, pushTime?: Instant) =>
  readSubjects([{ given, pointer }], tracking, readTracking, { pushTime });

/** `ts` is in seconds. */
export const normalize: CarrierFormat['normalize'] = (rawBody) =>
  readPush(rawBody, body, ({ event, msg, data, ts }) => {
    if (event === undefined) return readOne(data.tracking, '/data/tracking');
    return EVENTS.includes(event) ? readOne(msg, '/msg', instantOfSeconds(ts)) : ignoredPush(`event ${event}`);
  });
