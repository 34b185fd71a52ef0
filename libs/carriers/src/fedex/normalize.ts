import { parseInstant } from '@waybill/events';
import type { CarrierFormat, PushContext } from '../port';
import {
  coreOf,
  estimate,
  type Findings,
  identifier,
  meaningOf,
  type Outcome,
  partsOf,
  placeOf,
  type ReportCore,
  readHistory,
  readPush,
  readSubjects,
  refused,
  refusedPart,
  scanReport,
  stamp,
  timeIn,
  trackingNumber,
} from '../reading';
import { body, completeResult, type ScanEvent, scanEvent, type TrackResult, trackResult, typedValue } from './schema';
import { EVENT_TYPES, MAPPING_VERSION, REFERENCES } from './status-map';

const FORMAT = stamp('fedex', MAPPING_VERSION);

function referencesOf(result: TrackResult) {
  return result.additionalTrackingInfo.packageIdentifiers.slice(0, 100).map((given) => {
    const { type = '', value } = typedValue.parse(given);
    const scheme = Object.hasOwn(REFERENCES, type) ? REFERENCES[type] : undefined;
    return scheme && identifier(scheme, value);
  });
}

function readScan(scan: ScanEvent, core: ReportCore, pointer: string, { defaultTimeZone }: PushContext) {
  const { date, eventType, derivedStatusCode, exceptionCode, eventDescription, scanLocation } = scan;
  const place = placeOf({ city: scanLocation.city, region: scanLocation.stateOrProvinceCode, country: scanLocation.countryCode });
  return scanReport(core, pointer, {
    key: [core.history, date, eventType, exceptionCode, place?.city, place?.region, place?.country],
    meaning: meaningOf(EVENT_TYPES, eventType, derivedStatusCode),
    reading: timeIn('date', date, { place, defaultTimeZone }),
    place,
    rawCode: eventType ?? derivedStatusCode,
    reason: exceptionCode,
    note: eventDescription,
  });
}

function estimates(result: TrackResult, core: ReportCore, pointer: string): Outcome[] {
  return result.dateAndTimes.slice(0, 100).flatMap((given, i) => {
    const { type, dateTime } = typedValue.parse(given);
    return type === 'ESTIMATED_DELIVERY' ? estimate(core, core.history, dateTime, `${pointer}/dateAndTimes/${i}`) : [];
  });
}

/** Numbers are used again after some time; `trackingNumberUniqueId` is not. */
function readResult(result: TrackResult, asked: string | undefined, pointer: string, context: PushContext): Findings {
  const { trackingNumber: number = asked, trackingNumberUniqueId: unique = number } = result.trackingNumberInfo;
  const { code, message } = result.error;
  if (code !== undefined && result.scanEvents.length === 0) {
    const said = `FedEx has no scans of ${number ?? 'it'}: ${code} ${message ?? ''}`.trim();
    return { outcomes: [refusedPart(pointer, 'refused-by-sender', said)] };
  }
  const core = coreOf(FORMAT, unique, trackingNumber('FEDEX', number), ...referencesOf(result));
  if (!core) return { outcomes: [refusedPart(pointer, 'identifier-missing', 'The result has no usable trackingNumber.')] };
  const { outcomes, wholeHistories } = readHistory(
    core,
    result.scanEvents,
    `${pointer}/scanEvents`,
    'newest-first',
    scanEvent,
    (scan, at) => readScan(scan, core, at, context),
  );
  return { outcomes: [...outcomes, ...estimates(result, core, pointer)], wholeHistories };
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) =>
  readPush(rawBody, body, ({ output, completeTrackResults, outputMetaData }) => {
    const inOutput = output.completeTrackResults.length > 0;
    const root = inOutput ? '/output/completeTrackResults' : '/completeTrackResults';
    const asked = new Map<string, string | undefined>();
    const parts = partsOf(inOutput ? output.completeTrackResults : completeTrackResults, root).flatMap(({ given, pointer }) => {
      const { trackingNumber: number, trackResults } = completeResult.parse(given);
      const results = partsOf(trackResults, `${pointer}/trackResults`);
      for (const part of results) asked.set(part.pointer, number);
      return results;
    });
    if (parts.length === 0) return refused('wrong-shape', 'The payload has no track results.', root);
    const pushTime = parseInstant(outputMetaData.timestamp ?? outputMetaData.pushTimestamp ?? '');
    return readSubjects(parts, trackResult, (result, at) => readResult(result, asked.get(at), at, context), { pushTime });
  });
