import fc from 'fast-check';
import type { Fix } from './fix';
import { fix, second } from './fixtures';
import { type BelatedFixes, historyIn, mayMakeLag, withBelated } from './history';

const DAY = 86_400;
/** A fix of one day that came on another. */
const of = (day: number, came = day): Fix => fix(day * DAY, 0, { recordedTime: second(came * DAY), id: `${day} on ${came}` });
const days = (fixes: readonly Fix[]) => [...historyIn(fixes)].sort();

describe('fixes that are history only', () => {
  it('came when one more than 30 days newer was known', () => {
    expect(days([of(0), of(40), of(5, 41), of(20, 41)])).toEqual(['event:5 on 41']);
  });

  it('are not the beginnings of a long journey, nor what came together with the newest', () => {
    expect(days([of(0), of(20), of(40), of(60)])).toEqual([]);
    expect(days([of(1, 40), of(40)])).toEqual([]);
  });

  it('are not known by a clock that runs ahead', () => {
    expect(days([of(90, 1), of(2)])).toEqual([]);
  });

  it('are the same in whatever order they are looked at', () => {
    const some = fc.array(fc.tuple(fc.nat(90), fc.nat(90)), { maxLength: 20 });
    fc.assert(
      fc.property(some, (pairs) => {
        const fixes = pairs.map(([day, late]) => of(day, day + late));
        expect(days(fixes.toReversed())).toEqual(days(fixes));
      }),
    );
  });

  it('may be so because of what comes after them and was recorded before', () => {
    const belated = withBelated(undefined, of(0, 40));
    expect(mayMakeLag(belated, of(39))).toBe(true);
    expect(mayMakeLag(belated, of(41))).toBe(false);
    expect(mayMakeLag(belated, of(1))).toBe(false);
    expect(mayMakeLag(belated, of(60, 39))).toBe(false);
    expect(withBelated(undefined, of(0, 0.9))).toBeUndefined();
    expect(mayMakeLag(undefined, of(39))).toBe(false);
  });

  it('stay out of history as long as nothing that comes may make history of them, in whatever order all comes', () => {
    let made = 0;
    const some = fc.array(fc.tuple(fc.nat(90), fc.constantFrom(0, 0, 1, 40, 60)), { minLength: 6, maxLength: 20 });
    fc.assert(
      fc.property(some, (pairs) => {
        let [known, belated]: [Fix[], BelatedFixes | undefined] = [[], undefined];
        for (const [day, late] of pairs) {
          const next = of(day, day + late);
          const history = historyIn([...known, next]);
          const isMade = known.some(({ eventId }) => history.has(eventId));
          if (isMade) made += 1;
          if (isMade) expect(mayMakeLag(belated, next)).toBe(true);
          known = [...known, next].filter(({ eventId }) => !history.has(eventId));
          belated = known.reduce<BelatedFixes | undefined>(withBelated, undefined);
        }
      }),
    );
    expect(made).toBeGreaterThan(10);
  });
});
