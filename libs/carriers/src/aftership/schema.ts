import { z } from 'zod';
import { items, optionalName, optionalObject, optionalText } from '../reading';

export const tracking = optionalObject({
  slug: optionalText(60),
  tracking_number: optionalName,
  order_id: optionalName,
  expected_delivery: optionalText(64),
  latest_estimated_delivery: optionalObject({ datetime: optionalText(64) }),
  courier_estimated_delivery_date: optionalObject({ estimated_delivery_date: optionalText(64) }),
  aftership_estimated_delivery_date: optionalObject({ estimated_delivery_date: optionalText(64) }),
  checkpoints: items,
});
export type Tracking = z.infer<typeof tracking>;

/** A web hook's body, or the answer of a call for one tracking, which has the same tracking in it. */
export const body = z
  .object({
    event: optionalText(),
    ts: z.unknown().optional(),
    msg: z.unknown().optional(),
    data: optionalObject({ tracking: z.unknown().optional() }),
  })
  .describe('An AfterShip message');

export const checkpoint = z
  .object({
    slug: optionalText(60),
    checkpoint_time: optionalText(64),
    created_at: optionalText(64),
    tag: optionalText(),
    subtag: optionalText(),
    raw_tag: optionalText(),
    message: optionalText(500),
    location: optionalText(),
    city: optionalText(120),
    state: optionalText(120),
    country_iso3: optionalText(60),
    country_region: optionalText(60),
  })
  .describe('A checkpoint');
export type Checkpoint = z.infer<typeof checkpoint>;
