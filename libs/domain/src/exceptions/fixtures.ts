import { asRead, type Instant, type NewEvent, type ShipmentPlan } from '@waybill/events';
import { type Fix } from '../positions';
import { fix, second } from '../positions/fixtures';
import type { MilestoneFact } from '../shipments';
import { milestone, SOMEWHERE } from '../shipments/fixtures';
import { evolveExceptions } from './evolve';
import type { ShipmentExceptions } from './exception';
import { type DetectionFact, estimateFact, fixFact, milestoneFact } from './fact';
import { watchOf } from './watch';

/** Builders for specs: a road from Kassel 200 km to the north, in minutes since 2026-03-01T00:00Z and metres north of the origin. */
export const KM = 1000;
export const minute = (minutes: number): Instant => second(minutes * 60);
const place = (metresNorth: number) => ({ latitude: 51.3 + metresNorth / 111_195, longitude: 9.48 });

export const plan: ShipmentPlan = {
  mode: 'road',
  origin: place(0),
  destination: place(200 * KM),
  route: {
    type: 'LineString',
    coordinates: [
      [9.48, 51.3],
      [9.48, place(200 * KM).latitude],
    ],
  },
  stops: [{ stopId: 'depot', place: place(100 * KM), dwell: 'PT4H' }],
};
export const watch = watchOf(plan);

/** A fix so many metres up the road. */
export const ping = (minutes: number, metresNorth: number, overrides: Partial<Fix> = {}): DetectionFact =>
  fixFact(fix(minutes * 60, metresNorth, overrides));
/** A fix so many metres to the east of the road. */
export const astray = (minutes: number, metresNorth: number, metresEast: number, overrides: Partial<Fix> = {}): DetectionFact => {
  const longitude = 9.48 + metresEast / (111_195 * Math.cos((place(metresNorth).latitude * Math.PI) / 180));
  return ping(minutes, metresNorth, { longitude, id: `${minutes}/${metresNorth}/${metresEast}`, ...overrides });
};
/** Fixes from one place, every so many minutes. */
export const standing = (from: number, to: number, metresNorth: number, every = 5): DetectionFact[] =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => ping(from + i * every, metresNorth));
/** Fixes up the road at 60 km/h, every so many minutes. */
export const driving = (from: number, to: number, metresNorth: number, every = 5): DetectionFact[] =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => ping(from + i * every, metresNorth + i * every * KM));
export const scan = (name: MilestoneFact['milestone'], minutes: number, overrides: Partial<MilestoneFact> = {}): DetectionFact =>
  milestoneFact(milestone(name, minutes, overrides));
export const estimate = (minutes: number, arrival: number): DetectionFact => {
  const time = minute(minutes);
  const id = `eta@${minutes}`;
  return estimateFact({ eventId: `event:${id}`, time, recordedTime: time, source: 'urn:waybill:eta', id, arrival: minute(arrival) });
};

/** Folds an event that was just derived, as it will be read. */
export const withNew = (state: ShipmentExceptions, event: NewEvent): ShipmentExceptions =>
  evolveExceptions(state, asRead(event, SOMEWHERE));

/** What specs compare of an episode, with times in minutes. */
export const brief = ({ rule, since, until, raisedAt }: { rule: string; since: number; until?: number; raisedAt: number }) => {
  const minutes = (at: number) => (at - minute(0)) / 60_000;
  return [rule, minutes(since), minutes(raisedAt), until === undefined ? null : minutes(until)];
};
