import { type Fix, fixFact, geofenceOf, indexFences, type MilestoneFact, milestoneFact } from '@waybill/domain';
import type { Instant, ShipmentPlan } from '@waybill/events';
import { atOnce } from '@waybill/platform';
import { derive, episodesWith, findingsAtFences, isOver, nextChange } from './watched';

const START = Date.UTC(2026, 2, 1);
const minute = (minutes: number): Instant => (START + minutes * 60_000) as Instant;
const said = (minutes: number, id: string) => ({
  eventId: `event:${id}`,
  time: minute(minutes),
  recordedTime: minute(minutes),
  source: 'urn:device',
  id,
});
/** A kilometre east for every 0.0144 degrees. */
const fix = (minutes: number, kmEast: number): Fix => ({
  ...said(minutes, `fix ${minutes}`),
  latitude: 51.3,
  longitude: 9.48 + kmEast * 0.0144,
});
const scan = (minutes: number, milestone: MilestoneFact['milestone']) =>
  milestoneFact({ ...said(minutes, milestone), milestone, classifier: 'ACT' } as MilestoneFact);

const plan: ShipmentPlan = { mode: 'road', origin: { latitude: 51.3, longitude: 9 }, destination: { latitude: 51.3, longitude: 12 } };
const forbidden = geofenceOf('f', [
  {
    revision: 0,
    from: minute(-60),
    terms: {
      name: 'f',
      rule: 'no-entry',
      geometry: { type: 'Circle', centre: { latitude: 51.3, longitude: 9.48 + 10 * 0.0144 }, radiusMetres: 800 },
    },
  },
]);
const fences = { index: indexFences([forbidden]), fence: (geofenceId: string) => (geofenceId === 'f' ? forbidden : undefined) };

describe('a shipment at a fence', () => {
  const way = [6, 8, 10, 10.3, 12, 14, 16].map((km, i) => fixFact(fix(10 + 2 * i, km)));
  const facts = [scan(1, 'IN_TRANSIT'), ...way, scan(23, 'DELIVERED')];
  const watched = derive({ plan: { ...plan, shipmentId: 'S', identifiers: [] }, facts, retracted: new Set(), revision: 9 }, fences);
  const found = (asOf: number) => atOnce(findingsAtFences(watched, fences, minute(asOf)));
  const ends = (asOf: number) =>
    episodesWith(watched, found(asOf), minute(asOf)).map(({ subject, until }) => [subject, until !== undefined]);

  it('is looked at when the hold of its exception is over, also after its delivery', () => {
    expect(isOver(watched)).toBe(true);
    expect(ends(24)).toEqual([['f', false]]);
    expect(nextChange(watched, minute(24), found(24).next)).toBe(minute(26));
    expect(ends(26)).toEqual([['f', true]]);
    expect(nextChange(watched, minute(26), found(26).next)).toBeUndefined();
  });
});
