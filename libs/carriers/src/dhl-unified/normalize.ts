import type { CarrierFormat, Normalization, PushContext } from '../port';
import {
  collect,
  estimate,
  type Fault,
  fault,
  identifiers,
  meaningOf,
  nameText,
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
import { readTime, type TimeReading } from '../time';
import { body, type Shipment, type ShipmentEvent, shipment, shipmentEvent } from './schema';
import { MAPPING_VERSION, STATUS_CODES } from './status-map';

const MAX_SHIPMENTS = 1_000;
const MAX_PIECES = 100;

/** The town. Some divisions put a street before it, with a comma between; that part is left out, since people live there. */
const townOf = (locality: string | undefined) => (locality && /\d/.test(locality) ? locality.split(',').at(-1)?.trim() : locality);

const placeOfEvent = ({ location }: ShipmentEvent) =>
  placeOf({ city: townOf(location.address.addressLocality), country: location.address.countryCode });

/**
 * The current status repeats the newest event. Where one has its time with a Z and the other the same time without, the Z may stand on a local
 * time, or the local time may be UTC: which, is not for us to guess.
 */
function timeOf(event: ShipmentEvent, statusTime: string | undefined, { defaultTimeZone }: PushContext): TimeReading | undefined {
  const { timestamp } = event;
  if (timestamp === undefined) return { time: { certainty: 'none' }, flags: [] };
  const contradicted = statusTime !== undefined && statusTime === `${timestamp}Z`;
  const reading = readTime(timestamp, contradicted ? {} : { place: placeOfEvent(event), defaultTimeZone });
  if (!contradicted || reading?.time.certainty !== 'local-zone-unknown') return reading;
  return { time: { ...reading.time, otherText: statusTime }, flags: ['contradictory-times'] };
}

function readEvent(
  given: unknown,
  { id, status }: Shipment,
  core: ReportCore,
  pointer: string,
  context: PushContext,
): CarrierReport | Fault {
  const parsed = shipmentEvent.safeParse(given);
  if (!parsed.success) return fault('wrong-shape', 'An event is an object.');
  const event = parsed.data;
  const current = shipmentEvent.safeParse(status);
  const reading = timeOf(event, current.data?.timestamp, context);
  if (!reading) return fault('time-unreadable', '`timestamp` is not a date and time.');
  const place = placeOfEvent(event);
  const { milestone, classifier = 'ACT', reason } = meaningOf(STATUS_CODES, event.statusCode);
  return {
    id: scanId('dhl-unified', id, event.timestamp, event.statusCode, event.status, place?.city, place?.country),
    statement: { kind: 'milestone', milestone, classifier },
    ...reading,
    place,
    rawCode: event.statusCode,
    reason,
    note: event.status,
    pointer,
    ...core,
  };
}

function normalizeShipment(given: unknown, pointer: string, context: PushContext): Normalization {
  const parsed = shipment.safeParse(given);
  if (!parsed.success) return refused('wrong-shape', 'A shipment is an object.', pointer);
  const one = parsed.data;
  const pieces = one.details.pieceIds.slice(0, MAX_PIECES).map((piece) => trackingNumber('DHL', nameText(piece)));
  const number = trackingNumber('DHL', one.id);
  if (!number) return refused('identifier-missing', 'The shipment has no usable `id`; one beyond 2^53 must be a text.', pointer);
  const core: ReportCore = { about: identifiers(number, ...pieces), format: 'dhl-unified', mappingVersion: MAPPING_VERSION };
  const lone = one.events.length === 0 && one.status !== undefined;
  const { outcomes, refusals } = lone
    ? { outcomes: [{ pointer: `${pointer}/status`, read: readEvent(one.status, one, core, `${pointer}/status`, context) }], refusals: [] }
    : readEach(one.events, `${pointer}/events`, 'newest-first', (event, at) => readEvent(event, one, core, at, context));
  const estimated = estimate(core, one.id, one.estimatedTimeOfDelivery, `${pointer}/estimatedTimeOfDelivery`);
  return collect([...outcomes, ...estimated], { refusals });
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const parsed = body.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'A DHL payload is a JSON object.');
  const { shipments, trackingResponse, id } = parsed.data;
  const lists: readonly (readonly [string, readonly unknown[]])[] = [
    ['/shipments', shipments],
    ['/trackingResponse/shipments', trackingResponse.shipments],
  ];
  const parts = lists.flatMap(([root, list]) =>
    list.slice(0, MAX_SHIPMENTS).map((one, i) => normalizeShipment(one, `${root}/${i}`, context)),
  );
  if (parts.length === 0 && id !== undefined) parts.push(normalizeShipment(json.value, '', context));
  if (parts.length === 0) return refused('wrong-shape', 'The payload has no shipments.', '/shipments');
  const outcomes = parts.flatMap((part) => part.reports).map((read): Outcome => ({ pointer: read.pointer, read }));
  return collect(outcomes, { refusals: parts.flatMap((part) => part.refusals), wholeHistory: true });
};
