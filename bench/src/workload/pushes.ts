import type { FormatName } from '@waybill/carriers';

/** Scans of one push of a sender that repeats its history, or as many pushes of one scan each. */
export const SCANS = 100;

const time = (i: number): string => new Date(Date.UTC(2026, 1, 1) + i * 600_000).toISOString().replace('.000Z', 'Z');
const list = <T>(make: (i: number) => T): T[] => Array.from({ length: SCANS }, (_, i) => make(i));
const compact = (i: number) => time(i).replace(/[-:TZ]/g, '');
const uuid = (i: number) => `11111111-1111-4111-8111-${String(i).padStart(12, '0')}`;
const place = { city: 'Memphis', state: 'TN', country: 'US' };
const fix = { latitude: 56.95, longitude: 24.1 };
const each = (make: (i: number) => object): string[] => list((i) => JSON.stringify(make(i)));
const whole = (value: object): string[] => [JSON.stringify(value)];

const X12 = `ISA*00*          *00*          *02*ABCD           *ZZ*WAYBILL        *260227*1300*U*00401*000000001*0*P*>~GS*QM*ABCD*W*20260227*1300*1*X*004010~ST*214*1~B10*P*S*ABCD~${list((i) => `AT7*X6****${compact(i).slice(0, 8)}*${compact(i).slice(8, 12)}*ET~MS1*CHARLOTTE*NC*US~`).join('')}SE*${2 * SCANS + 3}*1~`;
const EDIFACT = `UNB+UNOC:3+S+W+260227:1300+1'UNH+1+IFTSTA:D:00B:UN'BGM+23+1+9'CNI+1+C7'${list((i) => `STS+1+31'RFF+BN:B1'DTM+334:${compact(i).slice(0, 12)}:203'LOC+175+DEHAM'`).join('')}UNT+9+1'`;

/** Good pushes of each format with the same number of scans in them. */
export const PUSHES: Readonly<Record<FormatName, readonly string[]>> = {
  easypost: whole({
    description: 'tracker.updated',
    result: {
      id: 't',
      tracking_code: 'E1',
      carrier: 'USPS',
      tracking_details: list((i) => ({
        datetime: time(i),
        status: 'in_transit',
        status_detail: 'arrived_at_facility',
        carrier_code: 'AR',
        tracking_location: place,
      })),
    },
  }),
  aftership: whole({
    event: 'tracking_update',
    msg: {
      tracking_number: 'A1',
      slug: 'dhl',
      checkpoints: list((i) => ({
        checkpoint_time: time(i),
        tag: 'InTransit',
        subtag: 'InTransit_003',
        city: 'Hamburg',
        country_iso3: 'DEU',
      })),
    },
  }),
  'ups-track-alert': each((i) => ({
    trackingNumber: '1Z1',
    localActivityDate: compact(i).slice(0, 8),
    localActivityTime: compact(i).slice(8),
    activityLocation: { city: 'Louisville', country: 'US', stateProvince: 'KY' },
    activityStatus: { type: 'I', code: 'AR', descriptionCode: '005' },
  })),
  fedex: whole({
    output: {
      completeTrackResults: [
        {
          trackingNumber: 'F1',
          trackResults: [
            {
              scanEvents: list((i) => ({
                date: time(i),
                eventType: 'AR',
                scanLocation: { city: 'MEMPHIS', stateOrProvinceCode: 'TN', countryCode: 'US' },
              })),
            },
          ],
        },
      ],
    },
  }),
  'dhl-unified': whole({
    shipments: [
      {
        id: 'D1',
        events: list((i) => ({
          timestamp: time(i),
          statusCode: 'transit',
          status: 'ARRIVED',
          location: { address: { countryCode: 'DE', addressLocality: 'Leipzig' } },
        })),
      },
    ],
  }),
  usps: whole({
    trackingNumber: '94',
    trackingEvents: list((i) => ({ eventCode: 'A1', GMTTimestamp: time(i), eventCity: 'HERNANDO', eventState: 'FL', eventZIP: '34442' })),
  }),
  dcsa: whole(
    list((i) => ({
      eventID: uuid(i),
      eventCreatedDateTime: time(i),
      eventType: 'EQUIPMENT',
      eventClassifierCode: 'ACT',
      eventDateTime: time(i),
      equipmentEventTypeCode: 'GTIN',
      equipmentReference: 'APZU4812090',
      eventLocation: { UNLocationCode: 'DEHAM' },
    })),
  ),
  'x12-214': [X12],
  traccar: each((i) => ({ position: { fixTime: time(i), ...fix, speed: 10 }, device: { uniqueId: 'T1' } })),
  osmand: each((i) => ({ device_id: 'O1', location: { timestamp: time(i), coords: fix } })),
  owntracks: each((i) => ({ _type: 'location', topic: 'owntracks/u/d', tst: 1_772_359_200 + i, lat: 56.95, lon: 24.1 })),
  epcis: whole({
    type: 'EPCISDocument',
    epcisBody: {
      eventList: list((i) => ({
        eventID: `urn:uuid:${uuid(i)}`,
        type: 'ObjectEvent',
        action: 'OBSERVE',
        eventTime: time(i),
        eventTimeZoneOffset: '+01:00',
        epcList: ['urn:epc:id:sscc:4012345.0111111111'],
        bizStep: 'departing',
      })),
    },
  }),
  ship24: whole({
    trackings: [
      {
        tracker: { trackerId: 't' },
        events: list((i) => ({
          eventId: uuid(i),
          trackingNumber: 'S1',
          courierCode: 'dhl',
          occurrenceDatetime: time(i),
          statusMilestone: 'in_transit',
          location: 'Leipzig',
        })),
      },
    ],
  }),
  shippo: whole({
    event: 'track_updated',
    data: {
      carrier: 'usps',
      tracking_number: 'S1',
      tracking_history: list((i) => ({
        object_id: `c${i}`,
        status: 'TRANSIT',
        substatus: { code: 'package_arrived' },
        status_date: time(i),
        location: place,
      })),
    },
  }),
  samsara: each((i) => ({ happenedAtTime: time(i), asset: { id: '7' }, location: fix, speed: { gpsSpeedMetersPerSecond: 10 } })),
  iftsta: [EDIFACT],
  tts: each((i) => ({
    end_device_ids: { dev_eui: '0004A30B001C0530' },
    uplink_message: { session_key_id: 's', f_cnt: i + 1, received_at: time(i), locations: { 'frm-payload': fix } },
  })),
};
