import type { Identifier } from '@waybill/events';
import type { CarrierFormat, Normalization } from '../port';
import {
  collect,
  type Fault,
  fault,
  identifier,
  identifiers,
  ignoredPush,
  isFault,
  KMH_PER_METRE_A_SECOND,
  member,
  nameText,
  placeOf,
  readFix,
  readPush,
  scanReport,
  stamp,
  timeIn,
} from '../reading';
import type { CarrierReport, MovementStatement } from '../report';
import { readTime } from '../time';
import { gpsReading, type Moved, message, moved } from './schema';

/** Raise it with every change of the table below. */
export const MAPPING_VERSION = 1;
const FORMAT = stamp('samsara', MAPPING_VERSION);

/** `eventType`: the vehicle reached or left a fenced address, or a stop of its route. */
const MOVEMENTS: ReadonlyMap<string, MovementStatement['movement']> = new Map([
  ['GeofenceEntry', 'arrived'],
  ['GeofenceExit', 'departed'],
  ['RouteStopArrival', 'arrived'],
  ['RouteStopDeparture', 'departed'],
]);

/** The vehicle by Samsara's number; and the gateway in it, which outlasts it. */
function namesOf({ id, externalIds }: Moved['vehicle']): Identifier[] {
  return identifiers(identifier('vehicle', id), identifier('device', nameText(member(externalIds, 'samsara.serial'))));
}

/** The point is the middle of the fence, not where the vehicle was: it makes a place, and no position. */
function readMovement(
  movement: MovementStatement['movement'],
  eventId: string | undefined,
  eventTime: string | undefined,
  data: unknown,
): CarrierReport | Fault {
  const { vehicle, route, address, routeStopDetails } = moved.parse(data);
  const about = namesOf(vehicle.id === undefined ? route.vehicle : vehicle);
  if (about.length === 0) return fault('identifier-missing', '`data.vehicle.id` is missing.');
  if (eventId === undefined) return fault('key-missing', '`eventId` is missing.');
  if (eventTime === undefined) return fault('time-unreadable', '`eventTime` is missing.');
  const { latitude, longitude } = address.geofence.circle;
  const report = scanReport({ about, ...FORMAT }, '/data', {
    key: [eventId],
    meaning: { milestone: 'CARRIER_NOTE' },
    reading: timeIn('eventTime', eventTime),
    place: placeOf({ name: address.name ?? routeStopDetails.name, latitude, longitude }),
  });
  if (isFault(report)) return report;
  const stop = routeStopDetails.name ?? routeStopDetails.id;
  return { ...report, statement: { kind: 'movement', movement, ...(stop !== undefined && { stop }) } };
}

function readReading(given: unknown): Normalization {
  const { happenedAtTime, asset, location, speed } = gpsReading.parse(given);
  const read = readFix('samsara', MAPPING_VERSION, '', {
    device: identifier('vehicle', asset.id),
    reading: happenedAtTime === undefined ? undefined : readTime(happenedAtTime),
    latitude: location.latitude,
    longitude: location.longitude,
    heading: location.headingDegrees,
    accuracy: location.accuracyMeters,
    speed: speed.gpsSpeedMetersPerSecond ?? speed.ecuSpeedMetersPerSecond,
    speedUnit: KMH_PER_METRE_A_SECOND,
  });
  return collect([{ pointer: '', read }]);
}

export const normalize: CarrierFormat['normalize'] = (rawBody) =>
  readPush(rawBody, message, ({ eventId, eventTime, eventType, data }, json) => {
    if (eventType === undefined && member(json, 'happenedAtTime') !== undefined) return readReading(json);
    const movement = MOVEMENTS.get(eventType ?? '');
    if (movement === undefined) return ignoredPush(`event ${eventType ?? 'without a type'}`);
    return collect([{ pointer: '/data', read: readMovement(movement, eventId, eventTime, data) }]);
  });
