import { parseInstant } from '@waybill/events';
import type { CarrierFormat, Normalization, PushContext } from '../port';
import {
  coreOf,
  estimate,
  type Findings,
  fault,
  isObject,
  meaningOf,
  partsOf,
  placeOf,
  type ReportCore,
  readHistory,
  readJson,
  readSubjects,
  refused,
  refusedPart,
  scanReport,
  stamp,
  trackingNumber,
} from '../reading';
import { eventTime } from './event-time';
import { envelope, type Tracking, type TrackingEvent, tracking, trackingEvent } from './schema';
import { EVENT_CODES, MAPPING_VERSION } from './status-map';

const FORMAT = stamp('usps', MAPPING_VERSION);

/** A city without a state is the name of a plant. USPS leaves its own country out, which an American state gives away. */
function placeOfEvent({ eventCity, eventState, eventZIP, eventCountry }: TrackingEvent) {
  const isPlant = eventState === undefined && eventZIP === undefined && eventCountry === undefined;
  const country = eventCountry ?? (/^[A-Z]{2}$/.test(eventState ?? '') && /^\d{5}/.test(eventZIP ?? '') ? 'US' : undefined);
  return placeOf({ name: isPlant ? eventCity : undefined, city: isPlant ? undefined : eventCity, region: eventState, country });
}

function readEvent(event: TrackingEvent, core: ReportCore, pointer: string, { defaultTimeZone }: PushContext) {
  const place = placeOfEvent(event);
  const { GMTTimestamp, eventTimestamp, eventCode, eventCity, eventZIP } = event;
  return scanReport(core, pointer, {
    key: [core.history, GMTTimestamp ?? eventTimestamp, eventCode, eventCity, eventZIP],
    meaning: meaningOf(EVENT_CODES, eventCode),
    reading:
      eventTime(event, place, defaultTimeZone) ?? fault('time-unreadable', '`eventTimestamp` and `GMTTimestamp` are no date and time.'),
    place,
    rawCode: eventCode,
    note: event.eventType,
  });
}

function readTracking(given: Tracking, pointer: string, context: PushContext): Findings {
  const { trackingNumber: number, trackingEvents, predictedDeliveryDate } = given;
  const core = coreOf(FORMAT, number, trackingNumber('USPS', number));
  if (!core) return { outcomes: [refusedPart(pointer, 'identifier-missing', 'The tracking has no usable trackingNumber.')] };
  const { outcomes, wholeHistories } = readHistory(
    core,
    trackingEvents,
    `${pointer}/trackingEvents`,
    'newest-first',
    trackingEvent,
    (event, at) => readEvent(event, core, at, context),
  );
  return { outcomes: [...outcomes, ...estimate(core, number, predictedDeliveryDate, `${pointer}/predictedDeliveryDate`)], wholeHistories };
}

/** A tracking, or a list of them. */
const readContent = (given: unknown, pointer: string, context: PushContext, pushTime?: Normalization['pushTime']): Normalization =>
  readSubjects(
    Array.isArray(given) ? partsOf(given, pointer) : [{ given, pointer }],
    tracking,
    (one, at) => readTracking(one, at, context),
    { pushTime },
  );

export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  if (!isObject(json.value) || !('payload' in json.value)) return readContent(json.value, '', context);
  const parsed = envelope.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'A push has `timestamp` and `payload`, both texts.');
  const content = readJson(Buffer.from(parsed.data.payload));
  if ('reason' in content) return refused(content.reason, 'The payload is not JSON.', '/payload');
  return readContent(content.value, '/payload', context, parseInstant(parsed.data.timestamp));
};
