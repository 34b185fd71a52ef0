import { json } from '../fixtures/bytes';

export const location = (more: object = {}) => ({
  _type: 'location',
  topic: 'owntracks/anna/phone',
  lat: 56.95,
  lon: 24.1,
  tst: 1772359200,
  vel: 50,
  cog: 90,
  acc: 5,
  tid: 'AN',
  ...more,
});
export const examples = [json(location()), json(location({ _type: 'transition', event: 'enter', desc: 'Depot' }))];

/** A push, and a later one that brings one scan more. */
export const growth = [json(location()), json(location({ tst: 1772359230 }))] as const;
