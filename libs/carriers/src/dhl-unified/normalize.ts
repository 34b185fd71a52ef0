import type { CarrierFormat, PushContext } from '../port';
import {
  coreOf,
  estimate,
  type Fault,
  type Findings,
  isFault,
  meaningOf,
  nameText,
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
import type { TimeReading } from '../time';
import { body, type Shipment, type ShipmentEvent, shipment, shipmentEvent } from './schema';
import { MAPPING_VERSION, STATUS_CODES } from './status-map';

const FORMAT = stamp('dhl-unified', MAPPING_VERSION);
const MAX_PIECES = 100;

/** The town. Some divisions put a street before it, with a comma between; that part is left out, since people live there. */
const townOf = (locality: string | undefined) => (locality && /\d/.test(locality) ? locality.split(',').at(-1)?.trim() : locality);

const placeOfEvent = ({ location }: ShipmentEvent) =>
  placeOf({ city: townOf(location.address.addressLocality), country: location.address.countryCode });

/**
 * The current status repeats the newest event. Where one has its time with a Z and the other the same time without, the Z may stand on a local
 * time, or the local time may be UTC: which, is not for us to guess.
 */
function timeOf(event: ShipmentEvent, status: Shipment['status'], { defaultTimeZone }: PushContext): TimeReading | Fault {
  const { timestamp } = event;
  const statusTime = shipmentEvent.safeParse(status).data?.timestamp;
  const contradicted = timestamp !== undefined && statusTime !== undefined && statusTime === `${timestamp}Z`;
  const reading = timeIn('timestamp', timestamp, contradicted ? {} : { place: placeOfEvent(event), defaultTimeZone });
  if (!contradicted || isFault(reading) || reading.time.certainty !== 'local-zone-unknown') return reading;
  return { time: { ...reading.time, otherText: statusTime }, flags: ['contradictory-times'] };
}

function readEvent(event: ShipmentEvent, { id, status }: Shipment, core: ReportCore, pointer: string, context: PushContext) {
  const place = placeOfEvent(event);
  return scanReport(core, pointer, {
    key: [id, event.timestamp, event.statusCode, event.status, place?.city, place?.country],
    meaning: meaningOf(STATUS_CODES, event.statusCode),
    reading: timeOf(event, status, context),
    place,
    rawCode: event.statusCode,
    note: event.status,
  });
}

function readShipment(one: Shipment, pointer: string, context: PushContext): Findings {
  const pieces = one.details.pieceIds.slice(0, MAX_PIECES).map((piece) => trackingNumber('DHL', nameText(piece)));
  const core = coreOf(FORMAT, one.id, trackingNumber('DHL', one.id), ...pieces);
  if (!core) {
    const why = 'The shipment has no usable `id`; one beyond 2^53 must be a text.';
    return { outcomes: [refusedPart(pointer, 'identifier-missing', why)] };
  }
  const read = (event: ShipmentEvent, at: string) => readEvent(event, one, core, at, context);
  const { outcomes, wholeHistories }: Findings =
    one.events.length === 0 && one.status !== undefined
      ? { outcomes: [{ pointer: `${pointer}/status`, read: read(shipmentEvent.parse(one.status), `${pointer}/status`) }] }
      : readHistory(core, one.events, `${pointer}/events`, 'newest-first', shipmentEvent, read);
  const estimated = estimate(core, one.id, one.estimatedTimeOfDelivery, `${pointer}/estimatedTimeOfDelivery`);
  return { outcomes: [...outcomes, ...estimated], wholeHistories };
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) =>
  readPush(rawBody, body, ({ shipments, trackingResponse, id }, json) => {
    const parts = [...partsOf(shipments, '/shipments'), ...partsOf(trackingResponse.shipments, '/trackingResponse/shipments')];
    if (parts.length === 0 && id !== undefined) parts.push({ given: json, pointer: '' });
    if (parts.length === 0) return refused('wrong-shape', 'The payload has no shipments.', '/shipments');
    return readSubjects(parts, shipment, (one, at) => readShipment(one, at, context));
  });
