import { type CloudEvent, known, scanned } from './cloud-event';
import { jsonSample, sampleNames } from './samples';

const milestoneFor = (table: Readonly<Record<string, string>>, code: string): string => table[code] ?? 'CARRIER_NOTE';
const place = (record: Readonly<Record<string, unknown>>) => {
  const location = known(record);
  return Object.keys(location).length > 0 ? location : undefined;
};

const USPS: Readonly<Record<string, string>> = {
  GX: 'INFO_RECEIVED',
  '03': 'PICKED_UP',
  SF: 'DEPARTED_HUB',
  '10': 'ARRIVED_AT_HUB',
  T1: 'DEPARTED_HUB',
  TL: 'IN_TRANSIT',
  A1: 'ARRIVED_AT_HUB',
  '07': 'ARRIVED_AT_DESTINATION',
  OF: 'OUT_FOR_DELIVERY',
  '01': 'DELIVERED',
};
type UspsEvent = Record<'eventType' | 'GMTTimestamp' | 'eventCity' | 'eventState' | 'eventCountry' | 'eventCode', string>;

/** Newest first; the GMT time is the one that is an instant. */
export function uspsHistory(): readonly CloudEvent[] {
  const [history] = jsonSample<{ trackingNumber: string; trackingEvents: UspsEvent[] }[]>('carriers_karrio/usps-tracking_responses.json');
  if (!history) throw new Error('the sample is empty');
  return history.trackingEvents.map((event) =>
    scanned('USPS', history.trackingNumber, `${event.GMTTimestamp}/${event.eventCode}`, event.GMTTimestamp, {
      milestone: milestoneFor(USPS, event.eventCode),
      location: place({ city: event.eventCity, region: event.eventState, country: event.eventCountry }),
      rawCode: event.eventCode,
      note: event.eventType,
    }),
  );
}

const AFTERSHIP: Readonly<Record<string, string>> = {
  InfoReceived_001: 'INFO_RECEIVED',
  InTransit_001: 'IN_TRANSIT',
  InTransit_002: 'PICKED_UP',
  InTransit_003: 'ARRIVED_AT_HUB',
  InTransit_004: 'ARRIVED_AT_HUB',
  InTransit_007: 'DEPARTED_HUB',
  OutForDelivery_001: 'OUT_FOR_DELIVERY',
  Delivered_001: 'DELIVERED',
};
type Checkpoint = Record<'subtag' | 'checkpoint_time' | 'location' | 'country_iso3' | 'message', string>;
type AfterShip = { readonly tracking_number: string; readonly shipment_delivery_date: string; readonly checkpoints: readonly Checkpoint[] };
export const aftershipTracking = (): AfterShip =>
  jsonSample<{ data: { tracking: AfterShip } }>('aftership/GetTrackingResult.json').data.tracking;

/** Oldest first, with offsets. Two checkpoints share an instant: their place in the history keeps them in order. */
export function aftershipHistory(): readonly CloudEvent[] {
  const { tracking_number, checkpoints } = aftershipTracking();
  return checkpoints.map(({ subtag, checkpoint_time, location, country_iso3, message }, index) =>
    scanned('FEDEX', tracking_number, String(index + 1).padStart(3, '0'), checkpoint_time, {
      milestone: milestoneFor(AFTERSHIP, subtag),
      location: place({ name: location, city: location?.replace(/ [A-Z]{2}$/, ''), country: country_iso3 }),
      rawCode: subtag,
      note: message,
    }),
  );
}

const EASYPOST: Readonly<Record<string, string>> = {
  OC: 'INFO_RECEIVED',
  PU: 'PICKED_UP',
  AR: 'ARRIVED_AT_HUB',
  DP: 'DEPARTED_HUB',
  IT: 'IN_TRANSIT',
};
type EasyPostDetail = {
  readonly message: string;
  readonly datetime: string;
  readonly carrier_code: string;
  readonly tracking_location: Record<'city' | 'state' | 'country', string | null>;
};
type EasyPost = {
  readonly result: {
    readonly tracking_code: string;
    readonly updated_at: string;
    readonly est_delivery_date: string;
    readonly tracking_details: readonly EasyPostDetail[];
  };
};

/** Scans by the carrier's own code (its status calls a pick-up an arrival), and the estimate, which must not move the status. */
export function easypostHistory(): readonly CloudEvent[] {
  const { tracking_code, updated_at, est_delivery_date, tracking_details } = jsonSample<EasyPost>('easypost/event-body.json').result;
  const scans = tracking_details.map(({ datetime, carrier_code, message, tracking_location: { city, state, country } }) =>
    scanned('FEDEX-GROUND', tracking_code, `${datetime}/${carrier_code}/${city ?? ''}`, datetime, {
      milestone: milestoneFor(EASYPOST, carrier_code),
      location: place({ city, region: state, country }),
      rawCode: carrier_code,
      note: message,
    }),
  );
  const estimate = { milestone: 'ETA_UPDATED', classifier: 'EST', note: `expected ${est_delivery_date}` };
  return [...scans, scanned('FEDEX-GROUND', tracking_code, `${updated_at}/eta`, updated_at, estimate)];
}

const UPS: Readonly<Record<string, string>> = {
  '003': 'INFO_RECEIVED',
  '005': 'IN_TRANSIT',
  '071': 'ARRIVED_AT_HUB',
  '021': 'OUT_FOR_DELIVERY',
  '011': 'DELIVERED',
};
type UpsPush = Record<'trackingNumber' | 'gmtActivityDate' | 'gmtActivityTime' | 'localActivityDate' | 'localActivityTime', string> & {
  readonly activityLocation: Record<'city' | 'stateProvince' | 'country', string>;
  readonly activityStatus: Record<'code' | 'description' | 'descriptionCode', string>;
};
const HOUR = 3_600_000;
const compact = (date: string, time: string) =>
  Date.parse(`${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);

/** Nowhere in the United States is ahead of UTC. One of the published pushes has its sign reversed; the offset tells. */
function upsInstant(push: UpsPush): string {
  const local = compact(push.localActivityDate, push.localActivityTime);
  const gmt = compact(push.gmtActivityDate, push.gmtActivityTime);
  const offset = local - gmt;
  return new Date(offset > 0 && offset <= 12 * HOUR ? local + offset : gmt).toISOString();
}

/** One push per scan. The published sequence changes the tracking number on its way: one package, two names. */
export function upsHistory(): readonly CloudEvent[] {
  const pushes = sampleNames('ups_track_alert').map((name) => jsonSample<UpsPush>(`ups_track_alert/${name}`));
  return pushes.map((push) => {
    const { activityStatus, activityLocation } = push;
    const time = upsInstant(push);
    return scanned('UPS', push.trackingNumber.trim(), `${time}/${activityStatus.code}`, time, {
      milestone: activityStatus.code === 'DP' ? 'DEPARTED_HUB' : milestoneFor(UPS, activityStatus.descriptionCode),
      location: place({ city: activityLocation.city, region: activityLocation.stateProvince, country: activityLocation.country }),
      rawCode: activityStatus.code,
      note: activityStatus.description,
    });
  });
}
