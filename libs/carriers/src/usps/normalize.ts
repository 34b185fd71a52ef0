import { parseInstant } from '@waybill/events';
import type { CarrierFormat, Normalization, PushContext } from '../port';
import {
  collect,
  estimate,
  type Fault,
  fault,
  identifiers,
  isObject,
  meaningOf,
  type Outcome,
  placeOf,
  type ReportCore,
  readEach,
  readJson,
  refused,
  scanId,
  trackingNumber,
} from '../reading';
import type { CarrierReport } from '../report';
import { eventTime } from './event-time';
import { envelope, type TrackingEvent, tracking, trackingEvent } from './schema';
import { EVENT_CODES, MAPPING_VERSION } from './status-map';

const MAX_TRACKINGS = 1_000;

/** A city without a state is the name of a plant. USPS leaves its own country out, which an American state gives away. */
function placeOfEvent({ eventCity, eventState, eventZIP, eventCountry }: TrackingEvent) {
  const isPlant = eventState === undefined && eventZIP === undefined && eventCountry === undefined;
  const country = eventCountry ?? (/^[A-Z]{2}$/.test(eventState ?? '') && /^\d{5}/.test(eventZIP ?? '') ? 'US' : undefined);
  return placeOf({ name: isPlant ? eventCity : undefined, city: isPlant ? undefined : eventCity, region: eventState, country });
}

function readEvent(
  given: unknown,
  number: string | undefined,
  core: ReportCore,
  pointer: string,
  context: PushContext,
): CarrierReport | Fault {
  const parsed = trackingEvent.safeParse(given);
  if (!parsed.success) return fault('wrong-shape', 'A tracking event is an object.');
  const event = parsed.data;
  const place = placeOfEvent(event);
  const reading = eventTime(event, place, context.defaultTimeZone);
  if (!reading) return fault('time-unreadable', '`eventTimestamp` and `GMTTimestamp` are no date and time.');
  const { milestone, classifier = 'ACT', reason } = meaningOf(EVENT_CODES, event.eventCode);
  return {
    id: scanId('usps', number, event.GMTTimestamp ?? event.eventTimestamp, event.eventCode, event.eventCity, event.eventZIP),
    statement: { kind: 'milestone', milestone, classifier },
    ...reading,
    place,
    rawCode: event.eventCode,
    reason,
    note: event.eventType,
    pointer,
    ...core,
  };
}

function normalizeTracking(given: unknown, pointer: string, context: PushContext): Normalization {
  const parsed = tracking.safeParse(given);
  if (!parsed.success) return refused('wrong-shape', 'A tracking is an object.', pointer);
  const { trackingNumber: number, trackingEvents, predictedDeliveryDate } = parsed.data;
  const about = identifiers(trackingNumber('USPS', number));
  if (about.length === 0) return refused('identifier-missing', 'The tracking has no usable trackingNumber.', pointer);
  const core: ReportCore = { about, format: 'usps', mappingVersion: MAPPING_VERSION };
  const { outcomes, refusals } = readEach(trackingEvents, `${pointer}/trackingEvents`, 'newest-first', (event, at) =>
    readEvent(event, number, core, at, context),
  );
  return collect([...outcomes, ...estimate(core, number, predictedDeliveryDate, `${pointer}/predictedDeliveryDate`)], { refusals });
}

function normalizeContent(given: unknown, pointer: string, context: PushContext, pushTime?: Normalization['pushTime']): Normalization {
  const list = Array.isArray(given)
    ? given.slice(0, MAX_TRACKINGS).map((one, i) => [one, `${pointer}/${i}`] as const)
    : [[given, pointer] as const];
  const parts = list.map(([one, at]) => normalizeTracking(one, at, context));
  const outcomes = parts.flatMap((part) => part.reports).map((read): Outcome => ({ pointer: read.pointer, read }));
  return collect(outcomes, { refusals: parts.flatMap((part) => part.refusals), wholeHistory: true, pushTime });
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  if (!isObject(json.value) || !('payload' in json.value)) return normalizeContent(json.value, '', context);
  const parsed = envelope.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'A push has `timestamp` and `payload`, both texts.');
  const content = readJson(Buffer.from(parsed.data.payload));
  if ('reason' in content) return refused(content.reason, 'The payload is not JSON.', '/payload');
  return normalizeContent(content.value, '/payload', context, parseInstant(parsed.data.timestamp));
};
