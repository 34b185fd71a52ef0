import { episodes } from './detection';
import type { DetectionFact } from './fact';
import { astray, brief, driving, estimate, KM, minute, ping, plan, scan, standing, watch } from './fixtures';
import { watchOf } from './watch';

const HOUR = 60;
const found = (facts: readonly DetectionFact[], asOf: number, held = watch) => episodes(facts, held, minute(asOf)).map(brief);
const of = (rule: string, facts: readonly DetectionFact[], asOf: number, held = watch) =>
  found(facts, asOf, held).filter(([name]) => name === rule);
const departed = [scan('PICKED_UP', 0), scan('IN_TRANSIT', 1)];

describe('no movement', () => {
  it('is raised by the first fix that shows two hours in one place, and ended by the first fix elsewhere', () => {
    const facts = [...departed, ...driving(5, 30, 5 * KM), ...standing(35, 165, 30 * KM), ...driving(170, 190, 32 * KM)];
    expect(found(facts.slice(0, -9), 145)).toEqual([]);
    expect(found(facts.slice(0, -5), 165)).toEqual([['no-movement', 30, 150, null]]);
    expect(found(facts, 190)).toEqual([['no-movement', 30, 150, 170]]);
    expect(found(facts, 191)).toEqual([['no-movement', 30, 150, 170]]);
  });

  it('says what it rests on', () => {
    const [one] = episodes([...departed, ...standing(30, 150, 30 * KM)], watch, minute(150));
    expect(one).toMatchObject({
      flapping: false,
      evidence: {
        ruleVersion: 2,
        thresholds: { movementRadiusMetres: 200, noMovementAfterSeconds: 7200 },
        eventIds: ['event:1800s/30000m', 'event:9000s/30000m'],
        positions: [{ time: '2026-03-01T00:30:00.000Z' }, { time: '2026-03-01T02:30:00.000Z' }],
        distanceMetres: 0,
      },
    });
  });

  it.each([
    ['at its origin before it left', [scan('PICKED_UP', 0), ...standing(0, 300, 0)]],
    ['before it was picked up', [...standing(0, 300, 0)]],
    ['at its destination', [...departed, ...standing(30, 300, 200 * KM)]],
    ['at a stop within its dwell', [...departed, ...standing(30, 269, 100 * KM)]],
    ['at customs', [...departed, scan('AT_CUSTOMS', 29), ...standing(30, 300, 30 * KM)]],
    ['after its end', [...departed, scan('DELIVERED', 29), ...standing(30, 300, 30 * KM)]],
    ['waiting to be fetched', [...departed, scan('AVAILABLE_FOR_PICKUP', 29), ...standing(30, 300, 30 * KM)]],
    ['creeping in a jam', [...departed, ...Array.from({ length: 60 }, (_, i) => ping(30 + i * 5, 30 * KM + i * 40))]],
    ['silent in between', [...departed, ping(30, 30 * KM), ping(160, 30 * KM)]],
  ])('does not concern a shipment %s', (_, facts) => expect(of('no-movement', facts, 300)).toEqual([]));

  it('is raised at a stop when its dwell is over', () => {
    expect(of('no-movement', [...departed, ...standing(30, 300, 100 * KM)], 300)).toEqual([['no-movement', 30, 270, null]]);
  });

  it('gives a shipment that is released from a hold its two hours, and ends when one begins', () => {
    const stands = standing(30, 600, 30 * KM);
    expect(of('no-movement', [...departed, scan('AT_CUSTOMS', 29), scan('CUSTOMS_RELEASED', 300), ...stands], 600)).toEqual([
      ['no-movement', 30, 420, null],
    ]);
    expect(of('no-movement', [...departed, scan('AT_CUSTOMS', 200), ...stands], 600)).toEqual([['no-movement', 30, 150, 200]]);
  });

  it('takes neither one outlier nor fixes of bad accuracy for movement', () => {
    const odd = [ping(60.5, 31 * KM), ping(90.5, 30 * KM + 900, { accuracyMetres: 500 }), ping(91, 30 * KM + 900, { accuracyMetres: 500 })];
    expect(found([...departed, ...standing(30, 150, 30 * KM), ...odd], 150)).toEqual([['no-movement', 30, 150, null]]);
  });

  it('knows a shipment that is never scanned by its leaving the origin', () => {
    expect(found([...driving(0, 10, 0), ...standing(15, 140, 15 * KM)], 140)).toEqual([['no-movement', 15, 135, null]]);
  });

  it('keeps to the time that the shipment was registered with', () => {
    const quick = watchOf({ ...plan, rules: { noMovementAfter: 'PT30M' } });
    expect(found([...departed, ...standing(30, 65, 30 * KM)], 65, quick)).toEqual([['no-movement', 30, 60, null]]);
  });
});

describe('lost signal', () => {
  it('is raised when nothing came for an hour, by the clock alone, and ended by whatever comes', () => {
    const facts = [...departed, ...driving(5, 30, 5 * KM)];
    expect(found(facts, 89)).toEqual([]);
    expect(found(facts, 90)).toEqual([['no-signal', 30, 90, null]]);
    expect(found([...facts, scan('ARRIVED_AT_HUB', 200)], 200)).toEqual([['no-signal', 30, 90, 200]]);
    expect(found([...facts, scan('DELIVERED', 200)], 200)).toEqual([['no-signal', 30, 90, 200]]);
  });

  it('takes a day where only scans come, and where devices are out of reach for long', () => {
    expect(found(departed, 24 * HOUR)).toEqual([]);
    expect(found(departed, 24 * HOUR + 1)).toEqual([['no-signal', 1, 24 * HOUR + 1, null]]);
    const sea = watchOf({ ...plan, mode: 'sea' });
    expect(of('no-signal', [...departed, ping(10, 5 * KM)], 10 * HOUR, sea)).toEqual([]);
  });

  it('is not looked for before the shipment is picked up, nor after its end', () => {
    expect(found([...standing(0, 10, 0)], 600)).toEqual([]);
    expect(found([...departed, scan('CANCELLED', 30)], 9000)).toEqual([]);
  });

  it('takes an outlier, a wrong clock and an estimate for signs of life', () => {
    const facts = [...departed, ping(30, 5 * KM)];
    for (const sign of [
      ping(80, 5000 * KM),
      ping(9000, 6 * KM, { recordedTime: minute(80) }),
      scan('ETA_UPDATED', 9000, { classifier: 'EST', recordedTime: minute(80) }),
    ]) {
      expect(found([...facts, sign], 139)).toEqual([]);
      expect(found([...facts, sign], 140)).toEqual([['no-signal', 80, 140, null]]);
    }
  });
});

describe('off route', () => {
  const out = [...driving(5, 30, 5 * KM), astray(35, 35 * KM, 6 * KM), astray(40, 40 * KM, 6 * KM)];

  it('begins with the first fix outside of the corridor, once a second one agrees, and ends well within', () => {
    expect(found([...departed, ...out.slice(0, -1)], 35)).toEqual([]);
    expect(found([...departed, ...out], 40)).toEqual([['off-route', 35, 40, null]]);
    const back = [astray(45, 45 * KM, 4.99 * KM), astray(50, 50 * KM, 4.9 * KM), ping(55, 55 * KM)];
    expect(found([...departed, ...out, ...back.slice(0, 2)], 50)).toEqual([['off-route', 35, 40, null]]);
    expect(found([...departed, ...out, ...back], 55)).toEqual([['off-route', 35, 40, 50]]);
  });

  it('ignores one fix outside, fixes that may be inside, shipments without a route, and shipments that have not left', () => {
    expect(found([...departed, astray(30, 30 * KM, 9 * KM), ping(35, 35 * KM), astray(40, 40 * KM, 9 * KM)], 40)).toEqual([]);
    const coarse = out.map((fact) => (fact.kind === 'fix' ? { ...fact, of: { ...fact.of, accuracyMetres: 1500 } } : fact));
    expect(found([...departed, ...coarse], 40)).toEqual([]);
    expect(found([...departed, ...out], 40, watchOf({ ...plan, route: undefined }))).toEqual([]);
    expect(found(out.slice(-2), 40, watchOf({ ...plan, origin: { latitude: 51.3 + 40 / 111.195, longitude: 9.566 } }))).toEqual([]);
  });

  it('follows a new route from the time on at which it was planned', () => {
    const route = { type: 'LineString' as const, coordinates: [[9.566, 51.3] as [number, number], [9.566, 53] as [number, number]] };
    const time = minute(50);
    const change: DetectionFact = { kind: 'route', at: time, of: { eventId: 'r', time, recordedTime: time, source: 's', id: 'r', route } };
    const on = [astray(55, 45 * KM, 6 * KM), astray(60, 50 * KM, 6 * KM)];
    expect(found([...departed, ...out, change, ...on], 60)).toEqual([['off-route', 35, 40, 55]]);
  });
});

describe('late', () => {
  const held = watchOf({ ...plan, plannedArrival: minute(180) });

  it('is raised when the planned arrival passes, and ends with the arrival', () => {
    expect(of('late', departed, 179, held)).toEqual([]);
    expect(of('late', departed, 180, held)).toEqual([['late', 180, 180, null]]);
    expect(of('late', [...departed, scan('ARRIVED_AT_DESTINATION', 200)], 200, held)).toEqual([['late', 180, 180, 200]]);
    expect(of('late', [...departed, scan('ARRIVED_AT_DESTINATION', 180)], 500, held)).toEqual([]);
    expect(of('late', [...departed, ping(170, 200 * KM), ping(175, 200 * KM)], 500, held)).toEqual([]);
    expect(of('late', [], 180, held)).toEqual([['late', 180, 180, null]]);
  });

  it('is raised by an estimate more than half an hour behind, and ended by one within the plan', () => {
    expect(of('late', [...departed, estimate(60, 210)], 60, held)).toEqual([]);
    expect(of('late', [...departed, estimate(60, 211)], 60, held)).toEqual([['late', 60, 60, null]]);
    expect(of('late', [...departed, estimate(60, 211), estimate(90, 200)], 90, held)).toEqual([['late', 60, 60, null]]);
    expect(of('late', [...departed, estimate(60, 211), estimate(90, 180)], 90, held)).toEqual([['late', 60, 60, 90]]);
    expect(of('late', [...departed, estimate(60, 211)], 300, held)).toEqual([['late', 60, 60, null]]);
  });
});
