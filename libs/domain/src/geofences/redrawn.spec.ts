import type { FenceGeometry, StoredEvent } from '@waybill/events';
import fc from 'fast-check';
import { stored } from '../shipments/fixtures';
import { evolveHistory, type FenceHistory, geofenceOf, redrawn } from './history';

const ringed = (vertices: number, shift = 0): FenceGeometry => ({
  type: 'Polygon',
  coordinates: [
    Array.from({ length: vertices + 1 }, (_, i): [number, number] => {
      const angle = ((i % vertices) / vertices) * 2 * Math.PI;
      return [10 + shift + 0.1 * Math.cos(angle), 50 + 0.1 * Math.sin(angle)];
    }),
  ],
});

const decision = (minute: number, geometry: FenceGeometry | undefined, revision: number): StoredEvent => {
  const event = geometry
    ? stored('dev.waybill.geofence-redrawn.v1', minute, { geofenceId: 'F', name: `F${revision}`, rule: 'inform', geometry })
    : stored('dev.waybill.geofence-retired.v1', minute, { geofenceId: 'F' });
  return { ...event, revision };
};

/** Everything that hangs on a value. */
function objectsOf(value: unknown, seen = new Set<unknown>()): Set<unknown> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return seen;
  seen.add(value);
  if (!ArrayBuffer.isView(value)) for (const member of Object.values(value)) objectsOf(member, seen);
  return seen;
}

describe('a fence that is redrawn', () => {
  it('is what all that was decided about it comes to, in whatever order that takes effect', () => {
    const decisions = fc.array(fc.record({ minute: fc.nat(5), isRetired: fc.boolean() }), { maxLength: 8 });
    fc.assert(
      fc.property(decisions, (all) => {
        const events = all.map(({ minute, isRetired }, i) => decision(minute, isRetired ? undefined : ringed(3, i), i));
        const history = events.reduce<FenceHistory>((known, event) => evolveHistory(known, event) as FenceHistory, []);
        expect(events.reduce(redrawn, { geofenceId: 'F', versions: [] })).toEqual(geofenceOf('F', history));
      }),
    );
  });

  it('keeps of each version no object for each vertex', () => {
    const events = Array.from({ length: 20 }, (_, i) => decision(i, ringed(1_000, i / 100), i));
    const fence = events.reduce(redrawn, { geofenceId: 'F', versions: [] });
    expect(fence.versions).toHaveLength(20);
    expect(objectsOf(fence).size).toBeLessThan(20 * 15);
  });
});
