import { type Instant, parseInstant } from '@waybill/events';
import type { CarrierFormat, PushContext } from '../port';
import {
  checkDigitFlags,
  collect,
  coordinates,
  type Fault,
  fault,
  isFault,
  isObject,
  items,
  member,
  readJson,
  readScans,
  refused,
  scanId,
  scanReport,
  stamp,
  timeIn,
} from '../reading';
import type { CarrierReport, ReportFlag } from '../report';
import { aboutOf, type Kind, kindOf, meaningOfEvent, placeOfEvent, transportCallOf } from './parts';
import { type DcsaEvent, dcsaEvent } from './schema';
import { MAPPING_VERSION } from './status-map';

const FORMAT = stamp('dcsa', MAPPING_VERSION);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** How much earlier than it happened something may be recorded before one of the two clocks is called wrong. */
const DAY_MS = 86_400_000;

type Key = readonly (string | undefined)[];

/** 3.0: the sender's own id, unique with its party. 2.2: a UUID, which may be missing; then what tells this event from others stands for it. */
function keyOf(event: DcsaEvent, { type, code, classifier }: Kind): Key | Fault {
  const { partyCode, codeListProvider, codeListName } = event.eventRouting.originatingParty;
  const given = event.eventID;
  if (event.eventClassification) {
    if (typeof given !== 'string' || given === '' || given.length > 256) return fault('key-missing', 'An event of 3.0 has an `eventID`.');
    return [partyCode, codeListProvider, codeListName, given];
  }
  if (given !== undefined && given !== null) {
    return typeof given === 'string' && UUID.test(given) ? [given.toLowerCase()] : fault('key-missing', '`eventID` is no UUID.');
  }
  const call = transportCallOf(event);
  return [type, code, classifier, event.eventDateTime, call.transportCallID, event.equipmentReference, event.documentID];
}

/** Only a device that says where it is makes a position. */
function positionOf({ iotDetails }: DcsaEvent, { type }: Kind, place: CarrierReport['place']): CarrierReport['statement'] | undefined {
  const point = type === 'IOT' && iotDetails.iotEventCode === 'LOC' ? coordinates(place?.latitude, place?.longitude) : undefined;
  return point && { kind: 'position', position: { ...point } };
}

const recordedAt = (event: DcsaEvent): string | undefined =>
  event.eventClassification ? event.eventUpdatedDateTime : event.eventCreatedDateTime;

/** Something that did happen was recorded before it happened, or is said to be recorded after it reached us. */
function isRecordedWrongly(kind: Kind, happened: Instant | undefined, recorded: Instant, { receivedTime }: PushContext): boolean {
  const before = kind.classifier === 'ACT' && happened !== undefined && happened - recorded > DAY_MS;
  return before || recorded - receivedTime > DAY_MS;
}

function retraction(event: DcsaEvent, pointer: string): CarrierReport | Fault {
  const { partyCode, codeListProvider, codeListName } = event.eventRouting.originatingParty;
  const given = event.retractedEventID ?? event.eventID;
  if (typeof given !== 'string' || given === '') return fault('key-missing', 'A retraction names the event by its `eventID`.');
  const isFlat = event.eventClassification === undefined && partyCode === undefined && UUID.test(given);
  const id = isFlat ? scanId('dcsa', given.toLowerCase()) : scanId('dcsa', partyCode, codeListProvider, codeListName, given);
  const updatedTime = parseInstant(recordedAt(event) ?? event.eventUpdatedDateTime ?? '');
  return {
    id,
    about: aboutOf(event),
    statement: { kind: 'retraction' },
    time: { certainty: 'none' },
    flags: [],
    updatedTime,
    pointer,
    ...FORMAT,
  };
}

/** What is odd about an event that is taken all the same. */
function flagsOf(kind: Kind, report: CarrierReport, contradictoryPlaces: boolean, context: PushContext): ReportFlag[] {
  const { time, updatedTime, about, flags } = report;
  const happened = 'instant' in time ? time.instant : undefined;
  const found: ReportFlag[] = [...flags, ...checkDigitFlags(about)];
  if (updatedTime !== undefined && isRecordedWrongly(kind, happened, updatedTime, context)) found.push('contradictory-times');
  if (contradictoryPlaces) found.push('contradictory-places');
  return [...new Set(found)];
}

function readEvent(event: DcsaEvent, pointer: string, context: PushContext): CarrierReport | Fault {
  if (event.isRetracted === true || event.retractedEventID !== undefined) return retraction(event, pointer);
  const { classifier, ...rest } = kindOf(event);
  if (rest.type === undefined || classifier === undefined)
    return fault('wrong-shape', 'An event has an event type and a classifier PLN, EST, ACT or REQ.');
  if (event.eventDateTime === undefined) return fault('time-unreadable', '`eventDateTime` is missing.');
  const { place, contradictory } = placeOfEvent(event);
  const reading = timeIn('eventDateTime', event.eventDateTime, { place, defaultTimeZone: context.defaultTimeZone });
  if (isFault(reading)) return reading;
  const updatedTime = parseInstant(recordedAt(event) ?? '');
  if (updatedTime === undefined)
    return fault('time-unreadable', 'The time at which the event was created or updated is missing, or no date and time.');
  const kind: Kind = { ...rest, classifier };
  const key = keyOf(event, kind);
  if ('reason' in key) return key;
  const about = aboutOf(event);
  if (about.length === 0) return fault('identifier-missing', 'The event names no container, booking, bill of lading, order or vessel.');
  const report = scanReport({ about, ...FORMAT }, pointer, {
    key,
    meaning: { classifier, ...meaningOfEvent(event, kind) },
    reading,
    place,
    rawCode: [kind.type, kind.code, transportCallOf(event).modeOfTransport].filter(Boolean).join('/').slice(0, 200),
    reason: event.delayReasonCode,
    note: event.changeRemark,
    updatedTime,
  });
  if (isFault(report)) return report;
  const statement = positionOf(event, kind, place) ?? report.statement;
  return { ...report, statement, flags: flagsOf(kind, report, contradictory, context) };
}

/** 2.2 pushes a list, 3.0 an object with `events`; a lone event is a list of one. */
export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const inside = member(json.value, 'events');
  if (inside !== undefined && !Array.isArray(inside)) return refused('wrong-shape', '`events` is a list.', '/events');
  if (inside === undefined && !Array.isArray(json.value) && !isObject(json.value))
    return refused('wrong-shape', 'The body is a list of events, or an object with `events`.');
  const lone = inside === undefined && isObject(json.value);
  const list = lone ? [json.value] : items.parse(inside ?? json.value);
  const outcomes = readScans(list, inside === undefined ? '' : '/events', 'oldest-first', dcsaEvent, (event, at) =>
    readEvent(event, lone ? '' : at, context),
  );
  return collect(outcomes, { ignored: list.length === 0 ? ['no events'] : [] });
};
