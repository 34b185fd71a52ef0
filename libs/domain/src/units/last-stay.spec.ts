import type { Instant, Unit } from '@waybill/events';
import fc from 'fast-check';
import { type LastStay, lastingStay, withHandling } from './last-stay';
import { type Handling, passages } from './passages';

const units = ['A', 'B', 'C'].map((value) => ({ scheme: 'vehicle', value }) as unknown as Unit);

const handlings = fc
  .array(fc.record({ kind: fc.constantFrom('load' as const, 'unload' as const), unit: fc.constantFrom(...units), at: fc.nat(6) }), {
    maxLength: 12,
  })
  .map((all) => all.map((one, revision): Handling => ({ ...one, at: one.at as Instant, revision, eventId: `${revision}` })));

function lastStays(all: readonly Handling[]): LastStay[] {
  const stays = new Map<Unit, LastStay>();
  for (const one of all) stays.set(one.unit, withHandling(stays.get(one.unit) ?? { unit: one.unit }, one));
  return [...stays.values()];
}

describe('the last stay on each unit', () => {
  it('tells where a thing is now as all of its loads and unloads do', () => {
    fc.assert(
      fc.property(handlings, (all) => {
        const open = passages(all).filter(({ until }) => until === undefined);
        const lasting = lastingStay(lastStays(all));
        expect([...new Set(open.map(({ unit }) => unit))]).toEqual(lasting ? [lasting.unit] : []);
        if (lasting) expect(lasting.loaded?.at).toBe(Math.max(...open.map(({ from }) => from as number)));
      }),
    );
  });

  it('is the same in whatever order they came, and when they come again', () => {
    fc.assert(
      fc.property(
        handlings.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }))),
        ([all, shuffled]) => {
          const sorted = (stays: readonly LastStay[]) => stays.toSorted((a, b) => (a.unit.value < b.unit.value ? -1 : 1));
          expect(sorted(lastStays(shuffled))).toEqual(sorted(lastStays(all)));
        },
      ),
    );
  });
});
