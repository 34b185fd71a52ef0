import { type Instant, parseInstant } from '@waybill/events';
import type { CarrierFormat, PushContext } from '../port';
import {
  checkDigitFlags,
  collect,
  type Fault,
  fault,
  isObject,
  items,
  member,
  numberOf,
  readEach,
  readJson,
  refused,
  scanId,
} from '../reading';
import type { CarrierReport, ReportFlag } from '../report';
import { readTime } from '../time';
import { aboutOf, type Kind, kindOf, meaningOfEvent, placeOfEvent, transportCallOf } from './parts';
import { type DcsaEvent, dcsaEvent } from './schema';
import { MAPPING_VERSION } from './status-map';

const FORMAT = { format: 'dcsa', mappingVersion: MAPPING_VERSION } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** How much earlier than it happened something may be recorded before one of the two clocks is called wrong. */
const DAY_MS = 86_400_000;

/** 3.0: the sender's own id, unique with its party. 2.2: a UUID, which may be missing; then what tells this event from others stands for it. */
function idOf(event: DcsaEvent, { type, code, classifier }: Kind): string | Fault {
  const { partyCode, codeListProvider, codeListName } = event.eventRouting.originatingParty;
  const given = event.eventID;
  if (event.eventClassification) {
    if (typeof given !== 'string' || given === '' || given.length > 256) return fault('key-missing', 'An event of 3.0 has an `eventID`.');
    return scanId('dcsa', partyCode, codeListProvider, codeListName, given);
  }
  if (given !== undefined && given !== null) {
    return typeof given === 'string' && UUID.test(given)
      ? scanId('dcsa', given.toLowerCase())
      : fault('key-missing', '`eventID` is no UUID.');
  }
  const call = transportCallOf(event);
  return scanId('dcsa', type, code, classifier, event.eventDateTime, call.transportCallID, event.equipmentReference, event.documentID);
}

/** The place of a position: only a device that says where it is makes one. */
function statementOf(event: DcsaEvent, kind: Kind, place: CarrierReport['place']): CarrierReport['statement'] {
  const [latitude, longitude] = [numberOf(place?.latitude), numberOf(place?.longitude)];
  if (kind.type === 'IOT' && event.iotDetails.iotEventCode === 'LOC' && latitude !== undefined && longitude !== undefined) {
    return { kind: 'position', position: { latitude, longitude } };
  }
  const { milestone, classifier = kind.classifier } = meaningOfEvent(event, kind);
  return { kind: 'milestone', milestone, classifier };
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

function readEvent(given: unknown, pointer: string, context: PushContext): CarrierReport | Fault {
  const parsed = dcsaEvent.safeParse(given);
  if (!parsed.success) return fault('wrong-shape', 'An event is an object.');
  const event = parsed.data;
  if (event.isRetracted === true || event.retractedEventID !== undefined) return retraction(event, pointer);
  const { classifier, ...rest } = kindOf(event);
  if (rest.type === undefined || classifier === undefined)
    return fault('wrong-shape', 'An event has an event type and a classifier PLN, EST, ACT or REQ.');
  const kind: Kind = { ...rest, classifier };
  const updatedTime = parseInstant(recordedAt(event) ?? '');
  const { place, contradictory } = placeOfEvent(event);
  const reading =
    event.eventDateTime === undefined ? undefined : readTime(event.eventDateTime, { place, defaultTimeZone: context.defaultTimeZone });
  if (!reading) return fault('time-unreadable', '`eventDateTime` is missing, or no date and time.');
  if (updatedTime === undefined)
    return fault('time-unreadable', 'The time at which the event was created or updated is missing, or no date and time.');
  const id = idOf(event, kind);
  if (typeof id !== 'string') return id;
  const about = aboutOf(event);
  if (about.length === 0) return fault('identifier-missing', 'The event names no container, booking, bill of lading, order or vessel.');
  const happened = 'instant' in reading.time ? reading.time.instant : undefined;
  const flags: ReportFlag[] = [...reading.flags, ...checkDigitFlags(about)];
  if (isRecordedWrongly(kind, happened, updatedTime, context)) flags.push('contradictory-times');
  if (contradictory) flags.push('contradictory-places');
  return {
    id,
    about,
    statement: statementOf(event, kind, place),
    ...reading,
    place,
    rawCode: [kind.type, kind.code, transportCallOf(event).modeOfTransport].filter(Boolean).join('/').slice(0, 200),
    reason: event.delayReasonCode,
    note: event.changeRemark,
    updatedTime,
    flags: [...new Set(flags)],
    pointer,
    ...FORMAT,
  };
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
  const { outcomes, refusals } = readEach(list, inside === undefined ? '' : '/events', 'oldest-first', (one, at) =>
    readEvent(one, lone ? '' : at, context),
  );
  return collect(outcomes, { refusals, ignored: list.length === 0 ? ['no events'] : [] });
};
