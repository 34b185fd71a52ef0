import { parseInstant } from '@waybill/events';
import type { CarrierFormat, Normalization, PushContext } from '../port';
import {
  collect,
  estimate,
  type Fault,
  fault,
  identifier,
  identifiers,
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
import { readTime } from '../time';
import { body, completeResult, scanEvent, type TrackResult, trackResult, typedValue } from './schema';
import { EVENT_TYPES, MAPPING_VERSION, REFERENCES } from './status-map';

const MAX_RESULTS = 1_000;

function referencesOf(result: TrackResult) {
  return result.additionalTrackingInfo.packageIdentifiers.slice(0, 100).map((given) => {
    const { type = '', value } = typedValue.parse(given);
    const scheme = Object.hasOwn(REFERENCES, type) ? REFERENCES[type] : undefined;
    return scheme && identifier(scheme, value);
  });
}

function readScan(
  given: unknown,
  sender: string | undefined,
  core: ReportCore,
  pointer: string,
  context: PushContext,
): CarrierReport | Fault {
  const parsed = scanEvent.safeParse(given);
  if (!parsed.success) return fault('wrong-shape', 'A scan event is an object.');
  const { date, eventType, derivedStatusCode, exceptionCode, eventDescription, scanLocation } = parsed.data;
  const place = placeOf({ city: scanLocation.city, region: scanLocation.stateOrProvinceCode, country: scanLocation.countryCode });
  const hints = { place, defaultTimeZone: context.defaultTimeZone };
  const reading = date === undefined ? { time: { certainty: 'none' as const }, flags: [] } : readTime(date, hints);
  if (!reading) return fault('time-unreadable', '`date` is not a date and time.');
  const { milestone, classifier = 'ACT', reason = exceptionCode } = meaningOf(EVENT_TYPES, eventType, derivedStatusCode);
  return {
    id: scanId('fedex', sender, date, eventType, exceptionCode, place?.city, place?.region, place?.country),
    statement: { kind: 'milestone', milestone, classifier },
    ...reading,
    place,
    rawCode: eventType ?? derivedStatusCode,
    reason,
    note: eventDescription,
    pointer,
    ...core,
  };
}

function estimates(result: TrackResult, sender: string | undefined, core: ReportCore, pointer: string): Outcome[] {
  return result.dateAndTimes.slice(0, 100).flatMap((given, i) => {
    const { type, dateTime } = typedValue.parse(given);
    return type === 'ESTIMATED_DELIVERY' ? estimate(core, sender, dateTime, `${pointer}/dateAndTimes/${i}`) : [];
  });
}

function normalizeResult(given: unknown, asked: string | undefined, pointer: string, context: PushContext): Normalization {
  const parsed = trackResult.safeParse(given);
  if (!parsed.success) return refused('wrong-shape', 'A track result is an object.', pointer);
  const result = parsed.data;
  const { trackingNumber: number = asked, trackingNumberUniqueId: unique } = result.trackingNumberInfo;
  const { code, message } = result.error;
  if (code !== undefined && result.scanEvents.length === 0) {
    return refused('refused-by-sender', `FedEx has no scans of ${number ?? 'it'}: ${code} ${message ?? ''}`.trim(), pointer);
  }
  const about = identifiers(trackingNumber('FEDEX', number), ...referencesOf(result));
  if (about[0]?.scheme !== 'tracking-number') return refused('identifier-missing', 'The result has no usable trackingNumber.', pointer);
  const core: ReportCore = { about, format: 'fedex', mappingVersion: MAPPING_VERSION };
  const { outcomes, refusals } = readEach(result.scanEvents, `${pointer}/scanEvents`, 'newest-first', (scan, at) =>
    readScan(scan, unique ?? number, core, at, context),
  );
  return collect([...outcomes, ...estimates(result, unique ?? number, core, pointer)], { refusals });
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const parsed = body.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'A FedEx payload is a JSON object.');
  const { output, completeTrackResults, outputMetaData } = parsed.data;
  const inOutput = output.completeTrackResults.length > 0;
  const root = inOutput ? '/output/completeTrackResults' : '/completeTrackResults';
  const parts = (inOutput ? output.completeTrackResults : completeTrackResults).slice(0, MAX_RESULTS).flatMap((complete, i) => {
    const { trackingNumber: asked, trackResults } = completeResult.parse(complete);
    return trackResults.slice(0, MAX_RESULTS).map((result, j) => normalizeResult(result, asked, `${root}/${i}/trackResults/${j}`, context));
  });
  if (parts.length === 0) return refused('wrong-shape', 'The payload has no track results.', root);
  const outcomes = parts.flatMap((part) => part.reports).map((read): Outcome => ({ pointer: read.pointer, read }));
  const pushTime = parseInstant(outputMetaData.timestamp ?? outputMetaData.pushTimestamp ?? '');
  return collect(outcomes, { refusals: parts.flatMap((part) => part.refusals), wholeHistory: true, pushTime });
};
