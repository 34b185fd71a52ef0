import { canonicalJson, formatIdentifier, type Identifier, parseInstant } from '@waybill/events';
import type { CarrierFormat } from '../port';
import {
  checkDigitFlags,
  coordinates,
  type Fault,
  type Findings,
  fault,
  identifiers,
  ignoredPush,
  isFault,
  MAX_SCANS,
  type Meaning,
  meaningOf,
  type Outcome,
  partsOf,
  plainText,
  readPush,
  readSubjects,
  refusedPart,
  scanReport,
  stamp,
  timeIn,
} from '../reading';
import type { CarrierReport } from '../report';
import { eventFault } from './event-fault';
import { cbvName, placeOfId, referenceOf, unitOf } from './gs1';
import { bizTransaction, document, type EpcisEvent, epcisEvent, errorDeclaration, sentEvent } from './schema';
import { DISPOSITIONS, MAPPING_VERSION, RETURNS, STEPS } from './status-map';

const FORMAT = stamp('epcis', MAPPING_VERSION);
const DOCUMENTS = ['EPCISDocument', 'EPCISQueryDocument'];
const MAX_REFERENCES = 100;

/** Things that moved, the parent first. Of a transformation, what came out of it. */
function unitsOf({ parentID, epcList, childEPCs, outputEPCList }: EpcisEvent): Identifier[] {
  const ids = [parentID, ...epcList, ...childEPCs, ...outputEPCList].slice(0, MAX_SCANS);
  return identifiers(...new Map(ids.map((id) => plainText(id, 500)).map((id) => [id, id === undefined ? undefined : unitOf(id)])).values());
}

const referencesOf = ({ bizTransactionList }: EpcisEvent): Identifier[] =>
  identifiers(
    ...bizTransactionList.slice(0, MAX_REFERENCES).map((given) => {
      const { type, bizTransaction: id } = bizTransaction.parse(given);
      return referenceOf(type, id);
    }),
  );

/** The id of the event; without one, all that it says, but not when that was recorded or declared wrong. */
function eventKey({ eventID, recordTime: _, errorDeclaration: __, '@context': ___, ...said }: Readonly<Record<string, unknown>>): string {
  return typeof eventID === 'string' ? eventID.replace(/^urn:uuid:.*$/i, (uuid) => uuid.toLowerCase()) : canonicalJson(said);
}

function meaningOfEvent({ bizStep, disposition }: EpcisEvent): Meaning {
  const [step, state] = [cbvName(bizStep), cbvName(disposition)];
  if (state === 'returned' && step !== undefined && Object.hasOwn(RETURNS, step)) return meaningOf(RETURNS, step);
  const found: Meaning = step === undefined ? { milestone: 'CARRIER_NOTE' } : meaningOf(STEPS, step);
  const byState = meaningOf(DISPOSITIONS, state);
  return found.milestone === 'CARRIER_NOTE' && byState.milestone !== 'UNKNOWN' ? byState : found;
}

/** `errorDeclaration` repeats the wrong event: it takes it back, and says nothing new. */
function declaredWrong(report: CarrierReport, event: EpcisEvent): CarrierReport | Fault {
  const { declarationTime, reason } = errorDeclaration.parse(event.errorDeclaration);
  const updatedTime = parseInstant(declarationTime ?? '');
  if (updatedTime === undefined) return fault('time-unreadable', '`declarationTime` is missing, or no date and time with an offset.');
  return { ...report, statement: { kind: 'retraction' }, reason, updatedTime };
}

/** A sensor that says where it is makes a position. */
function statementOf(report: CarrierReport, { bizStep }: EpcisEvent): CarrierReport['statement'] {
  const point = cbvName(bizStep) === 'sensor_reporting' ? coordinates(report.place?.latitude, report.place?.longitude) : undefined;
  return point ? { kind: 'position', position: { ...point } } : report.statement;
}

function readUnit(event: EpcisEvent, key: readonly string[], about: readonly Identifier[], pointer: string): CarrierReport | Fault {
  const { type, action, bizStep, disposition, eventTime } = event;
  const reading = timeIn('eventTime', eventTime);
  if (isFault(reading)) return reading;
  if (reading.time.certainty !== 'instant') return fault('time-unreadable', '`eventTime` has no offset.');
  const report = scanReport({ about, ...FORMAT }, pointer, {
    key,
    meaning: meaningOfEvent(event),
    reading,
    place: placeOfId(event.readPoint.id) ?? placeOfId(event.bizLocation.id),
    rawCode: [type, action, bizStep, disposition].filter(Boolean).join('/').slice(0, 200),
    // An event never changes, and it is declared wrong after it happened: the declaration is the later one, whichever comes first.
    updatedTime: parseInstant(event.recordTime ?? '') ?? reading.time.instant,
    flags: checkDigitFlags(about),
  });
  if (isFault(report)) return report;
  return event.errorDeclaration === undefined ? { ...report, statement: statementOf(report, event) } : declaredWrong(report, event);
}

/** An event speaks of each of its units by itself; only where there is none, or one, do its papers say which shipment is meant. */
function readEvent(given: Readonly<Record<string, unknown>>, pointer: string): Findings {
  const event = epcisEvent.parse(given);
  const broken = eventFault(given, event);
  if (broken) return { outcomes: [{ pointer, read: broken }] };
  const [units, references] = [unitsOf(event), referencesOf(event)];
  if (units.length + references.length === 0)
    return {
      outcomes: [
        refusedPart(pointer, 'identifier-missing', 'The event names no logistic unit, container, asset, order or bill of lading.'),
      ],
    };
  const key = eventKey(given);
  if (units.length <= 1) return { outcomes: [{ pointer, read: readUnit(event, [key], [...units, ...references], pointer) }] };
  return { outcomes: units.map((unit): Outcome => ({ pointer, read: readUnit(event, [key, formatIdentifier(unit)], [unit], pointer) })) };
}

export const normalize: CarrierFormat['normalize'] = (rawBody) =>
  readPush(rawBody, document, ({ type, epcisBody }, json) => {
    if (!DOCUMENTS.includes(type ?? '')) return readSubjects([{ given: json, pointer: '' }], sentEvent, readEvent);
    const { eventList, queryResults } = epcisBody;
    const isQuery = type === 'EPCISQueryDocument';
    const list = isQuery ? queryResults.resultsBody.eventList : eventList;
    if (list.length === 0) return ignoredPush('no events');
    return readSubjects(
      partsOf(list, isQuery ? '/epcisBody/queryResults/resultsBody/eventList' : '/epcisBody/eventList'),
      sentEvent,
      readEvent,
    );
  });
