import { type Instant, parseInstant } from '@waybill/events';
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
  numberOf,
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
import { body, type Checkpoint, checkpoint, type Tracking } from './schema';
import { MAPPING_VERSION, SUBTAGS, TAGS } from './status-map';

const EVENTS = ['tracking_update', 'edd_revise'];

function meaningOfCheckpoint({ subtag, tag }: Checkpoint) {
  const detailed = meaningOf(SUBTAGS, subtag);
  return detailed.milestone === 'UNKNOWN' ? meaningOf(TAGS, tag) : detailed;
}

/** `location` names a town in words of the carrier; `city` and `state` are often missing. */
const placeOfCheckpoint = ({ location, city, state, country_iso3, country_region }: Checkpoint) =>
  placeOf({ name: location, city, region: state, country: country_iso3 ?? country_region });

function readCheckpoint(given: unknown, tracking: Tracking, core: ReportCore, pointer: string): CarrierReport | Fault {
  const parsed = checkpoint.safeParse(given);
  if (!parsed.success) return fault('wrong-shape', 'A checkpoint is an object.');
  const { checkpoint_time, slug, tag, subtag, raw_tag, message, location, city, created_at } = parsed.data;
  const place = placeOfCheckpoint(parsed.data);
  const reading =
    checkpoint_time === undefined ? { time: { certainty: 'none' as const }, flags: [] } : readTime(checkpoint_time, { place });
  if (!reading) return fault('time-unreadable', '`checkpoint_time` is not a date and time.');
  const { milestone, classifier = 'ACT', reason } = meaningOfCheckpoint(parsed.data);
  const words = [tracking.slug, tracking.tracking_number, checkpoint_time, slug, subtag ?? tag, raw_tag, message, location ?? city];
  return {
    id: scanId('aftership', ...words),
    statement: { kind: 'milestone', milestone, classifier },
    ...reading,
    place,
    rawCode: subtag ?? tag,
    reason,
    note: message,
    updatedTime: parseInstant(created_at ?? ''),
    pointer,
    ...core,
  };
}

/** `ts` is in seconds. */
function pushTimeOf(ts: unknown): Instant | undefined {
  const seconds = numberOf(ts);
  return seconds === undefined ? undefined : parseInstant(new Date(clamped(seconds) * 1000).toISOString());
}
const clamped = (seconds: number) => Math.min(Math.max(Math.trunc(seconds), -8.64e12), 8.64e12);

const estimateOf = (tracking: Tracking) =>
  tracking.latest_estimated_delivery.datetime ??
  tracking.courier_estimated_delivery_date.estimated_delivery_date ??
  tracking.expected_delivery ??
  tracking.aftership_estimated_delivery_date.estimated_delivery_date;

function normalizeTracking(tracking: Tracking, pointer: string, pushTime: Instant | undefined) {
  const about = identifiers(trackingNumber(tracking.slug, tracking.tracking_number), identifier('order', tracking.order_id));
  if (about[0]?.scheme !== 'tracking-number')
    return refused('identifier-missing', 'The tracking has no usable slug and tracking_number.', pointer);
  const core: ReportCore = { about, format: 'aftership', mappingVersion: MAPPING_VERSION };
  const { outcomes, refusals } = readEach(tracking.checkpoints, `${pointer}/checkpoints`, 'oldest-first', (scan, at) =>
    readCheckpoint(scan, tracking, core, at),
  );
  const sender = `${tracking.slug}/${tracking.tracking_number}`;
  return collect([...outcomes, ...estimate(core, sender, estimateOf(tracking), pointer)], { refusals, wholeHistory: true, pushTime });
}

export const normalize: CarrierFormat['normalize'] = (rawBody) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const parsed = body.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'An AfterShip message is a JSON object.');
  const { event, msg, data, ts } = parsed.data;
  if (event === undefined) return normalizeTracking(data.tracking, '/data/tracking', undefined);
  return EVENTS.includes(event) ? normalizeTracking(msg, '/msg', pushTimeOf(ts)) : ignoredPush(`event ${event}`);
};
