import { json } from '../fixtures/bytes';

export const checkpoint = (more: object = {}) => ({
  slug: 'dhl',
  city: 'Hamburg',
  created_at: '2026-02-27T09:00:00+00:00',
  country_iso3: 'DEU',
  message: 'Arrived at hub',
  tag: 'InTransit',
  subtag: 'InTransit_003',
  checkpoint_time: '2026-02-27T08:00:00+01:00',
  coordinates: [],
  ...more,
});

export const update = (checkpoints: readonly unknown[], more: object = {}, event = 'tracking_update') => ({
  event,
  event_id: 'd8f4b1c2-0000-4000-8000-000000000001',
  msg: { id: 't1', tracking_number: 'AS100', slug: 'dhl', order_id: 'O-7', checkpoints, ...more },
  ts: 1772190000,
});

export const examples = [
  json(update([checkpoint(), checkpoint({ checkpoint_time: '2026-02-27', subtag: 'InTransit_007' })])),
  json(update([checkpoint()], { expected_delivery: '2026-03-02' }, 'edd_revise')),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  json(update([checkpoint()])),
  json(update([checkpoint(), checkpoint({ checkpoint_time: '2026-02-28', subtag: 'Delivered_001' })])),
] as const;
