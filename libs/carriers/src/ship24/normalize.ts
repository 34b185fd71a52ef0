import { parseInstant } from '@waybill/events';
import type { CarrierFormat, PushContext } from '../port';
import {
  coreOf,
  estimate,
  type Findings,
  identifier,
  ignoredPush,
  meaningOf,
  type Outcome,
  partsOf,
  placeOf,
  readPush,
  readScans,
  readSubjects,
  refusedPart,
  scanReport,
  stamp,
  trackingNumber,
} from '../reading';
import { eventTime } from './event-time';
import { body, event, type Ship24Event, type Tracking, tracking } from './schema';
import { COURIERS, MAPPING_VERSION, MILESTONES, STATUS_CODES } from './status-map';

const FORMAT = stamp('ship24', MAPPING_VERSION);

const courierOf = (code: string | undefined) => (code !== undefined && Object.hasOwn(COURIERS, code) ? COURIERS[code] : code);

/** An event may name another number of the parcel than the one that was asked for: that of the carrier who had it then. */
function coreOfEvent({ courierCode, eventTrackingNumber, trackingNumber: number }: Ship24Event, { tracker }: Tracking) {
  const courier = courierOf(courierCode);
  const names = [eventTrackingNumber, number, tracker.trackingNumber].map((one) => trackingNumber(courier, one));
  const references = [tracker.shipmentReference, tracker.clientTrackerId].map((one) => identifier('order', one));
  const [first, ...others] = [...names, ...references].filter((one) => one !== undefined);
  return coreOf(FORMAT, undefined, first, ...others);
}

function meaningOfEvent({ statusCode, statusMilestone }: Ship24Event) {
  const detailed = meaningOf(STATUS_CODES, statusCode);
  return detailed.milestone === 'UNKNOWN' ? meaningOf(MILESTONES, statusMilestone) : detailed;
}

/** A push has one event of a tracking, not its history: what is not in it was not withdrawn. */
function readTracking(given: Tracking, pointer: string, { defaultTimeZone }: PushContext): Findings {
  const { tracker, events, shipment } = given;
  const estimates: Outcome[] = [];
  const outcomes = readScans(events, `${pointer}/events`, 'oldest-first', event, (one, at) => {
    const core = coreOfEvent(one, given);
    if (!core) return { reason: 'identifier-missing', detail: 'The event names no courier and number, and the tracker no reference.' };
    const { occurrenceDatetime, statusCode, statusMilestone, status, location, order, eventId } = one;
    const place = placeOf({ name: location });
    if (estimates.length === 0)
      estimates.push(...estimate(core, tracker.trackerId, shipment.delivery.estimatedDeliveryDate, `${pointer}/shipment/delivery`));
    return scanReport(core, at, {
      key: eventId === undefined ? [tracker.trackerId, occurrenceDatetime, statusCode, status, location, order] : [eventId],
      meaning: meaningOfEvent(one),
      reading: eventTime(one, { place, defaultTimeZone }),
      place,
      rawCode: statusCode ?? statusMilestone,
      note: status,
    });
  });
  return events.length === 0
    ? { outcomes: [refusedPart(pointer, 'wrong-shape', 'The tracking has no `events`.')] }
    : { outcomes: [...outcomes, ...estimates] };
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) =>
  readPush(rawBody, body, ({ trackings }) => {
    if (trackings.length === 0) return ignoredPush('no trackings');
    const { metadata } = tracking.safeParse(trackings[0]).data ?? {};
    return readSubjects(partsOf(trackings, '/trackings'), tracking, (one, at) => readTracking(one, at, context), {
      pushTime: parseInstant(metadata?.generatedAt ?? ''),
    });
  });
