import { distance } from '../geo';
import { seededRandom } from '../random';
import { DEPOT, depotStory } from './depot';
import { HOUR, MINUTE, type Registration, type Step } from './step';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const storyOf = (seed: number) => depotStory({ now: NOW, until: NOW + HOUR, tag: 'tag', random: seededRandom(seed) });
const { steps, highlights } = storyOf(7);

const registered = (name: string): Registration => {
  for (const { action } of steps)
    if (action.kind === 'register' && action.registration.shipmentId === `${name}-tag`) return action.registration;
  throw new Error(`${name} is not registered`);
};
/** Where a truck says it is so many minutes from now: kilometres to the depot; its device errs now and then by hundreds of them. */
function left(truck: string, minutes: number): number {
  const pings = steps.flatMap(({ action }: Step) =>
    action.kind === 'report' && action.report.subject === `vehicle:${truck}-TRUCK-tag` ? [action.report] : [],
  );
  const near = pings.filter(({ time, data }) => 'latitude' in data && Math.abs(time - NOW - minutes * MINUTE) < 2.5 * MINUTE);
  const away = near.map(({ data }) => distance(DEPOT, data as { latitude: number; longitude: number }) / 1_000).sort((a, b) => a - b);
  return away[away.length >> 1] as number;
}

describe('what comes to the depot', () => {
  it('is the same for the same seed', () => {
    const told = JSON.stringify(steps);
    expect(JSON.stringify(storyOf(7).steps) === told).toBe(true);
    expect(JSON.stringify(storyOf(8).steps) === told).toBe(false);
  });

  it('is registered before what comes there, and every shipment of it goes there by a planned way', () => {
    expect(steps[0]?.action).toEqual({ kind: 'site', site: DEPOT });
    for (const { shipmentId } of highlights) {
      const { destination, route, plannedArrival } = registered(shipmentId.replace('-tag', ''));
      expect(distance(destination, DEPOT)).toBeLessThan(DEPOT.radiusMetres);
      expect(route?.coordinates.at(-1)).toEqual([destination.longitude, destination.latitude]);
      expect(plannedArrival).toBeGreaterThan(NOW - HOUR);
    }
  });

  it('comes nearer and arrives while it is watched', () => {
    expect([0, 10, 20].map((minutes) => Math.round(left('NUE-MUC', minutes)))).toEqual([17, 7, 2]);
    expect(left('NUE-MUC', 25)).toBeLessThan(0.1);
  });

  it('turns back when it has nearly come', () => {
    expect([-5, 5, 12].map((minutes) => Math.round(left('NUE-MUC-BACK', minutes)))).toEqual([22, 17, 29]);
  });

  it('stands on the motorway, which its plan does not know, and goes on within the hour', () => {
    const where = [-30, -10, 5, 15].map((minutes) => left('ULM-MUC', minutes));
    expect(Math.max(...where) - Math.min(...where)).toBeLessThan(0.1);
    expect(left('ULM-MUC', 40)).toBeLessThan(left('ULM-MUC', 15) - 10);
    expect(registered('ULM-MUC-1').stops).toEqual([]);
    expect(registered('ULM-MUC-1').plannedArrival).toBeLessThan(NOW + HOUR);
  });

  it('is there', () => {
    expect(left('SZG-MUC', -8)).toBeLessThan(0.1);
  });
});
