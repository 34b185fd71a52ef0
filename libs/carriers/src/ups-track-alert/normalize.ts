import type { CarrierFormat, Normalization, PushContext } from '../port';
import {
  collect,
  estimate,
  fault,
  identifiers,
  items,
  type Outcome,
  type ReportCore,
  readEach,
  readJson,
  refused,
  trackingNumber,
} from '../reading';
import { compactDate } from '../time';
import { readScan } from './scan';
import { activity, alert, parcel, shipment } from './schema';
import { MAPPING_VERSION } from './status-map';

function coreOf(number: string | undefined): ReportCore | undefined {
  const about = identifiers(trackingNumber('UPS', number));
  return about.length === 0 ? undefined : { about, format: 'ups-track-alert', mappingVersion: MAPPING_VERSION };
}

function normalizeAlert(given: object, { defaultTimeZone }: PushContext): Normalization {
  const { trackingNumber: number, activityStatus: status, activityLocation: place, ...rest } = alert.parse(given);
  const core = coreOf(number);
  if (!core) return refused('identifier-missing', 'The alert has no usable trackingNumber.');
  const scan = {
    trackingNumber: number,
    ...status,
    localDate: rest.localActivityDate,
    localTime: rest.localActivityTime,
    gmtDate: rest.gmtActivityDate,
    gmtTime: rest.gmtActivityTime,
    place: { city: place.city, region: place.stateProvince, country: place.country },
  };
  const scheduled = rest.scheduledDeliveryDate && (compactDate(rest.scheduledDeliveryDate) ?? rest.scheduledDeliveryDate);
  const outcomes: Outcome[] = [{ pointer: '', read: readScan(scan, core, '', defaultTimeZone) }];
  return collect([...outcomes, ...estimate(core, number, scheduled, '/scheduledDeliveryDate')]);
}

function normalizeParcel(given: unknown, pointer: string, { defaultTimeZone }: PushContext): Normalization {
  const { trackingNumber: number, activity: list } = parcel.parse(given);
  const core = coreOf(number);
  if (!core) return refused('identifier-missing', 'The package has no usable trackingNumber.', pointer);
  const { outcomes, refusals } = readEach(list, `${pointer}/activity`, 'newest-first', (one, at) => {
    const parsed = activity.safeParse(one);
    if (!parsed.success) return fault('wrong-shape', 'An activity is an object.');
    const { status, location, date, time, gmtDate, gmtTime } = parsed.data;
    const { city, stateProvince, countryCode, country } = location.address;
    const place = { city, region: stateProvince, country: countryCode ?? country };
    const scan = {
      trackingNumber: number,
      ...status,
      descriptionCode: status.statusCode,
      localDate: date,
      localTime: time,
      gmtDate,
      gmtTime,
      place,
    };
    return readScan(scan, core, at, defaultTimeZone);
  });
  return collect(outcomes, { refusals });
}

/** The answer of the Track API: several packages, each with all that happened to it. */
function normalizeResponse(shipments: readonly unknown[], context: PushContext): Normalization {
  const parts = shipments.slice(0, 100).flatMap((one, i) => {
    const { package: parcels } = shipment.parse(one);
    return parcels.slice(0, 100).map((each, j) => normalizeParcel(each, `/trackResponse/shipment/${i}/package/${j}`, context));
  });
  const refusals = parts.flatMap((part) => part.refusals);
  const outcomes = parts.flatMap((part) => part.reports).map((read): Outcome => ({ pointer: read.pointer, read }));
  return outcomes.length + refusals.length === 0
    ? refused('wrong-shape', 'The answer has no packages.', '/trackResponse')
    : collect(outcomes, { refusals, wholeHistory: true });
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const parsed = alert.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'A UPS alert is a JSON object.');
  const { shipment: shipments } = parsed.data.trackResponse;
  return items.parse(shipments).length > 0 ? normalizeResponse(shipments, context) : normalizeAlert(json.value as object, context);
};
