import type { FormatName } from '@waybill/carriers';
import { formatInstant } from '@waybill/events';

/** A push to try a source with. Texts are plain, so that a shell takes them as they are. */
export interface SamplePush {
  readonly body?: string;
  readonly type?: string;
  /** Of senders that say all of it in the address. */
  readonly query?: string;
}

const json = (body: unknown): SamplePush => ({ body: JSON.stringify(body), type: 'application/json' });
const AT = '2026-03-02T10:00:00Z';

const UPS_PLACE = { city: 'Louisville', stateProvince: 'KY', country: 'US', postalCode: '' };
const X12 = [
  'ISA*00*          *00*          *02*ABCD           *ZZ*WAYBILL        *260302*1000*U*00401*000000001*0*P*>',
  'GS*QM*ABCD*WAYBILL*20260302*1000*1*X*004010',
  'ST*214*0001',
  'B10*PRO1000001*SHIP-1*ABCD',
  'LX*1',
  'AT7*X4*NS***20260302*1000*UT',
  'MS1*CHICAGO*IL*US',
  'SE*6*0001',
  'GE*1*1',
  'IEA*1*000000001',
];
const IFTSTA = [
  'UNB+UNOC:3+5790000110018:14+WAYBILL+260302:1000+1',
  'UNH+1+IFTSTA:D:00B:UN',
  'BGM+23+1+9',
  'CNI+1+CN-1000001',
  'STS+1+21:::Delivered',
  'RFF+BN:BOOK1000001',
  'DTM+334:20260302100000UTC:304',
  'LOC+175+DEHAM:139::HAMBURG',
  'UNT+8+1',
  'UNZ+1+1',
];

/** A push of each format. One has to be from now to be believed. @param now milliseconds since 1970 */
const SAMPLES: Readonly<Record<FormatName, (now: number) => SamplePush>> = {
  easypost: () =>
    json({
      id: 'evt_first',
      description: 'tracker.updated',
      result: {
        id: 'trk_first',
        tracking_code: 'EZ1000000001',
        carrier: 'USPS',
        updated_at: '2026-03-02T10:05:00Z',
        tracking_details: [
          {
            datetime: AT,
            status: 'in_transit',
            status_detail: 'arrived_at_facility',
            message: 'Arrived at facility',
            tracking_location: { city: 'Chicago', state: 'IL', country: 'US' },
          },
        ],
      },
    }),
  aftership: () =>
    json({
      event: 'tracking_update',
      event_id: '8d6cbaf5-0000-4000-8000-000000000001',
      ts: 1772445600,
      msg: {
        id: 'first',
        tracking_number: 'AS1000001',
        slug: 'dhl',
        checkpoints: [
          {
            slug: 'dhl',
            checkpoint_time: AT,
            tag: 'InTransit',
            subtag: 'InTransit_003',
            message: 'Arrived at hub',
            city: 'Hamburg',
            country_iso3: 'DEU',
          },
        ],
      },
    }),
  'ups-track-alert': () =>
    json({
      trackingNumber: '1Z0000000000000001',
      activityLocation: UPS_PLACE,
      activityStatus: { type: 'I', code: 'AR', description: 'Arrived at Facility', descriptionCode: '005' },
      localActivityDate: '20260302',
      localActivityTime: '050000',
      gmtActivityDate: '20260302',
      gmtActivityTime: '100000',
      scheduledDeliveryDate: '',
    }),
  fedex: () =>
    json({
      output: {
        completeTrackResults: [
          {
            trackingNumber: '770000000001',
            trackResults: [
              {
                trackingNumberInfo: { trackingNumber: '770000000001', trackingNumberUniqueId: '12026~770000000001~FDEG' },
                scanEvents: [
                  {
                    date: '2026-03-02T04:00:00-06:00',
                    eventType: 'AR',
                    derivedStatusCode: 'IT',
                    eventDescription: 'Arrived at FedEx location',
                    scanLocation: { city: 'MEMPHIS', stateOrProvinceCode: 'TN', countryCode: 'US' },
                  },
                ],
              },
            ],
          },
        ],
      },
    }),
  'dhl-unified': () => {
    const event = {
      timestamp: AT,
      statusCode: 'transit',
      status: 'ARRIVED',
      location: { address: { countryCode: 'DE', addressLocality: 'Leipzig' } },
    };
    return json({ shipments: [{ id: '00340000000000000001', service: 'parcel-de', status: event, events: [event] }] });
  },
  usps: (now) => {
    const event = {
      eventType: 'Arrived at USPS Regional Facility',
      eventCode: 'A1',
      eventTimestamp: '2026-03-02T05:00:00',
      GMTTimestamp: AT,
      GMTOffset: '-05:00',
      eventCity: 'HERNANDO',
      eventState: 'FL',
    };
    const payload = JSON.stringify({ trackingNumber: '9400100000000000000001', trackingEvents: [event] });
    return json({ subscriptionId: 'sub-1', subscriptionType: 'TRACKING', timestamp: formatInstant(now), payload, links: [] });
  },
  dcsa: () =>
    json([
      {
        eventID: '5f0b1c9e-0000-4000-8000-000000000001',
        eventCreatedDateTime: AT,
        eventType: 'EQUIPMENT',
        eventClassifierCode: 'ACT',
        eventDateTime: '2026-03-02T11:00:00+01:00',
        equipmentEventTypeCode: 'GTIN',
        equipmentReference: 'CSQU3054383',
        emptyIndicatorCode: 'LADEN',
        eventLocation: { UNLocationCode: 'DEHAM' },
      },
    ]),
  'x12-214': () => ({ body: `${X12.join('~')}~`, type: 'application/edi-x12' }),
  traccar: () =>
    json({
      position: {
        id: 0,
        fixTime: '2026-03-02T10:00:00.000+00:00',
        valid: true,
        outdated: false,
        latitude: 53.5045,
        longitude: 9.9312,
        speed: 10,
        course: 90,
      },
      device: { id: 1, uniqueId: '356307042441013' },
    }),
  osmand: () => ({ query: 'id=phone-7&lat=53.5045&lon=9.9312&speed=12&timestamp=1772445600' }),
  owntracks: () => json({ _type: 'location', topic: 'owntracks/anna/phone', lat: 53.5045, lon: 9.9312, tst: 1772445600, vel: 22, acc: 8 }),
  epcis: () =>
    json({
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: AT,
      epcisBody: {
        eventList: [
          {
            eventID: 'urn:uuid:5f0b1c9e-0000-4000-8000-000000000002',
            type: 'ObjectEvent',
            action: 'OBSERVE',
            eventTime: AT,
            eventTimeZoneOffset: '+01:00',
            epcList: ['urn:epc:id:sscc:4012345.0111111111'],
            bizStep: 'departing',
          },
        ],
      },
    }),
  ship24: () =>
    json({
      trackings: [
        {
          metadata: { generatedAt: AT, messageId: 'first' },
          tracker: { trackerId: 't-1', trackingNumber: 'S241000001' },
          shipment: { statusMilestone: 'in_transit' },
          events: [
            {
              eventId: '5f0b1c9e-0000-4000-8000-000000000003',
              trackingNumber: 'S241000001',
              status: 'Arrived at the hub',
              occurrenceDatetime: AT,
              datetime: AT,
              hasNoTime: false,
              courierCode: 'dhl',
              location: 'Leipzig',
              statusMilestone: 'in_transit',
            },
          ],
        },
      ],
    }),
  shippo: () => {
    const status = {
      object_id: 'cp-1',
      status: 'TRANSIT',
      substatus: { code: 'package_arrived', text: 'Package arrived.', action_required: false },
      status_date: AT,
      status_details: 'Arrived',
      location: { city: 'Las Vegas', state: 'NV', zip: '89101', country: 'US' },
    };
    const data = { carrier: 'usps', tracking_number: '9205500000000000000001', tracking_status: status, tracking_history: [status] };
    return json({ event: 'track_updated', test: false, data });
  },
  samsara: () =>
    json({
      eventId: '5f0b1c9e-0000-4000-8000-000000000004',
      eventTime: AT,
      eventType: 'GeofenceEntry',
      orgId: 1,
      webhookId: '1',
      data: {
        address: { id: '1', name: 'Hamburg yard', geofence: { circle: { latitude: 53.5045, longitude: 9.9312, radiusMeters: 200 } } },
        vehicle: { id: '281474991565165', name: 'Truck 7' },
      },
    }),
  iftsta: () => ({ body: `${IFTSTA.join("'")}'`, type: 'application/edifact' }),
  tts: () =>
    json({
      end_device_ids: { device_id: 'tracker-7', application_ids: { application_id: 'fleet' }, dev_eui: '0004A30B001C0999' },
      received_at: AT,
      uplink_message: {
        session_key_id: 'AXA50tHUGUucuzS/bCGMNw==',
        f_cnt: 7,
        rx_metadata: [{ time: AT }],
        locations: { 'frm-payload': { latitude: 53.5045, longitude: 9.9312, source: 'SOURCE_GPS' } },
        received_at: AT,
      },
    }),
};

export const samplePush = (format: FormatName, now: number): SamplePush => SAMPLES[format](now);
