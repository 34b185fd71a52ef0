import { json } from '../fixtures/bytes';

export const status = (more: object = {}) => ({
  object_id: 'cp-1',
  object_created: '2026-02-27T09:00:00Z',
  object_updated: '2026-02-27T09:00:00Z',
  status: 'TRANSIT',
  substatus: { code: 'package_arrived', text: 'Package arrived.', action_required: false },
  status_date: '2026-02-27T08:00:00Z',
  status_details: 'Arrived',
  location: { city: 'Las Vegas', state: 'NV', zip: '89101', country: 'US' },
  ...more,
});
export const push = (history: readonly unknown[], more: object = {}, around: object = {}) => ({
  event: 'track_updated',
  test: false,
  data: {
    carrier: 'usps',
    tracking_number: '9205500000000000000001',
    metadata: 'Order 000123',
    eta: null,
    tracking_status: history.at(-1) ?? null,
    tracking_history: history,
    ...more,
  },
  ...around,
});

export const examples = [
  json(push([status(), status({ object_id: 'cp-2', substatus: { code: 'package_departed' } })], { eta: '2026-03-02T00:00:00Z' })),
  json(push([], { tracking_status: status({ status: 'DELIVERED', substatus: null }) })),
];

/** A push, and a later one that brings one scan more. */
export const growth = [json(push([status()])), json(push([status(), status({ object_id: 'cp-2', status: 'DELIVERED' })]))] as const;
