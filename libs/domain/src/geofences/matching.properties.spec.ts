import fc from 'fast-check';
import { type Fix, followsOn, orderedFixes, ROAD } from '../positions';
import { indexFences } from './fence-index';
import { circle, fence, fixAt, type Metres, second, square } from './fixtures';
import { fenceTransitions, initialMatch, type MatchState, matchFixes } from './matching';

const shipment = { shipmentId: 'S' };
/** Fences around a small town, some of them changed under way, one on the antimeridian, which no way crosses. */
const index = indexFences([
  fence('square'),
  fence('redrawn', { until: 900, geometry: circle(400, [600, 0]) }, { from: 900, geometry: square(300, [600, 300]) }),
  fence('retired', { until: 1_200, geometry: circle(700) }),
  fence('small', { geometry: circle(60, [200, 200]), confirm: { fixes: 1, seconds: 0 } }),
]);

const place = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.integer({ min: -1_200, max: 1_200 }), fc.integer({ min: -1_200, max: 1_200 })) },
  { weight: 1, arbitrary: fc.constantFrom<Metres>([90_000, 0], [91_000, 0]) },
);
const draft = fc.record({
  step: fc.integer({ min: 0, max: 30 }),
  place,
  accuracyMetres: fc.constantFrom(undefined, 5, 100),
  speedKmh: fc.constantFrom(undefined, 0, 50),
  delay: fc.constantFrom(0, 0, 0, 3_600, -601),
});
const set = fc
  .array(draft, { maxLength: 40 })
  .map((drafts) =>
    drafts.map(({ step, place: where, delay, ...rest }, i) =>
      fixAt(step * 60, where as Metres, { id: `${i}`, recordedTime: second(step * 60 + delay), ...rest }),
    ),
  );

describe('any set of fixes', () => {
  it('has the same transitions in whatever order and however often it arrives', () => {
    const shuffled = set.chain((fixes) =>
      fc.tuple(fc.constant(fixes), fc.shuffledSubarray([...fixes, ...fixes], { minLength: fixes.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([fixes, arrived]) => {
        expect(fenceTransitions(arrived, ROAD, index, shipment)).toEqual(fenceTransitions(fixes, ROAD, index, shipment));
      }),
      { numRuns: 150 },
    );
  });

  it('has the same transitions when it is matched as it comes, with the state stored between', () => {
    fc.assert(
      fc.property(set, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }), (fixes, sizes) => {
        const rest: Fix[] = orderedFixes(fixes);
        let state: MatchState = initialMatch;
        const found = [];
        for (let i = 0; rest.length > 0; i++) {
          const batch = rest.splice(0, sizes[i % sizes.length]);
          for (const fix of batch) expect(followsOn(state.scan, fix)).toBe(true);
          const step = matchFixes(state, batch, ROAD, index, shipment);
          state = JSON.parse(JSON.stringify(step.state));
          found.push(...step.transitions);
        }
        expect(found).toEqual(fenceTransitions(fixes, ROAD, index, shipment));
      }),
      { numRuns: 250 },
    );
  });

  it('enters a fence before it leaves it, and leaves it before it enters again', () => {
    fc.assert(
      fc.property(set, (fixes) => {
        const inside = new Set<string>();
        for (const { geofenceId, direction } of fenceTransitions(fixes, ROAD, index, shipment)) {
          expect(inside.has(geofenceId)).toBe(direction === 'exited');
          if (direction === 'entered') inside.add(geofenceId);
          else inside.delete(geofenceId);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('meets every kind of transition in these tests', () => {
    const met = fc.sample(set, { numRuns: 300, seed: 7 }).flatMap((fixes) => fenceTransitions(fixes, ROAD, index, shipment));
    expect([...new Set(met.map(({ direction }) => direction))].sort()).toEqual(['crossed', 'entered', 'exited']);
    expect([...new Set(met.map(({ cause }) => cause))].sort()).toEqual(['fence-change', 'first-seen', 'movement']);
  });
});
