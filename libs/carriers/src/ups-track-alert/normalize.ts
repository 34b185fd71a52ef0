import type { CarrierFormat, PushContext } from '../port';
import {
  collect,
  coreOf,
  estimate,
  type Findings,
  items,
  partsOf,
  readHistory,
  readPush,
  readSubjects,
  refused,
  refusedPart,
  stamp,
  trackingNumber,
} from '../reading';
import { compactDate } from '../time';
import { readScan } from './scan';
import { type Activity, type Alert, activity, alert, type Parcel, parcel, shipment } from './schema';
import { MAPPING_VERSION } from './status-map';

const FORMAT = stamp('ups-track-alert', MAPPING_VERSION);

/** A push is one scan, without a history. */
function readAlert({ trackingNumber: number, activityStatus, activityLocation: place, ...rest }: Alert, { defaultTimeZone }: PushContext) {
  const core = coreOf(FORMAT, undefined, trackingNumber('UPS', number));
  if (!core) return refused('identifier-missing', 'The alert has no usable trackingNumber.');
  const scan = {
    trackingNumber: number,
    ...activityStatus,
    localDate: rest.localActivityDate,
    localTime: rest.localActivityTime,
    gmtDate: rest.gmtActivityDate,
    gmtTime: rest.gmtActivityTime,
    place: { city: place.city, region: place.stateProvince, country: place.country },
  };
  const scheduled = rest.scheduledDeliveryDate && (compactDate(rest.scheduledDeliveryDate) ?? rest.scheduledDeliveryDate);
  return collect([
    { pointer: '', read: readScan(scan, core, '', defaultTimeZone) },
    ...estimate(core, number, scheduled, '/scheduledDeliveryDate'),
  ]);
}

const scanOf = ({ status, location, date, time, gmtDate, gmtTime }: Activity, number: string | undefined) => {
  const { city, stateProvince, countryCode, country } = location.address;
  const place = { city, region: stateProvince, country: countryCode ?? country };
  return {
    trackingNumber: number,
    ...status,
    descriptionCode: status.statusCode,
    localDate: date,
    localTime: time,
    gmtDate,
    gmtTime,
    place,
  };
};

function readParcel({ trackingNumber: number, activity: list }: Parcel, pointer: string, { defaultTimeZone }: PushContext): Findings {
  const core = coreOf(FORMAT, number, trackingNumber('UPS', number));
  if (!core) return { outcomes: [refusedPart(pointer, 'identifier-missing', 'The package has no usable trackingNumber.')] };
  return readHistory(core, list, `${pointer}/activity`, 'newest-first', activity, (one, at) =>
    readScan(scanOf(one, number), core, at, defaultTimeZone),
  );
}

/** The answer of the Track API: several packages, each with all that happened to it. */
function readResponse(shipments: readonly unknown[], context: PushContext) {
  const parts = partsOf(shipments, '/trackResponse/shipment').flatMap(({ given, pointer }) =>
    partsOf(shipment.parse(given).package, `${pointer}/package`),
  );
  if (parts.length === 0) return refused('wrong-shape', 'The answer has no packages.', '/trackResponse');
  return readSubjects(parts, parcel, (one, at) => readParcel(one, at, context));
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) =>
  readPush(rawBody, alert, (content) => {
    const shipments = items.parse(content.trackResponse.shipment);
    return shipments.length > 0 ? readResponse(shipments, context) : readAlert(content, context);
  });
