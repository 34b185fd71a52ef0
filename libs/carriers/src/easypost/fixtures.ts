import { json } from '../fixtures/bytes';

/** A tracking detail as EasyPost sends it. */
export const detail = (more: object = {}) => ({
  object: 'TrackingDetail',
  message: 'Arrived at location',
  status: 'in_transit',
  status_detail: 'arrived_at_facility',
  datetime: '2026-02-27T08:00:00Z',
  carrier_code: 'AR',
  tracking_location: { object: 'TrackingLocation', city: 'RIGA', state: null, country: 'LV', zip: '1010' },
  ...more,
});

export const tracker = (details: readonly unknown[], more: object = {}) => ({
  id: 'evt_fixture',
  object: 'Event',
  description: 'tracker.updated',
  result: {
    id: 'trk_fixture',
    object: 'Tracker',
    tracking_code: 'EZ1000000001',
    carrier: 'USPS',
    updated_at: '2026-02-28T09:00:00Z',
    est_delivery_date: null,
    tracking_details: details,
    ...more,
  },
});

export const examples = [
  json(tracker([detail(), detail({ datetime: '2026-02-27', carrier_code: 'DP' })], { est_delivery_date: '2026-03-02T00:00:00Z' })),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  json(tracker([detail()])),
  json(tracker([detail(), detail({ datetime: '2026-02-28T08:00:00Z', status_detail: 'out_for_delivery' })])),
] as const;
