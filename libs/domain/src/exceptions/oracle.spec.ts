import fc from 'fast-check';
import { episodes } from './detection';
import type { DetectionFact } from './fact';
import { brief, KM, minute, ping, plan, scan } from './fixtures';
import { DEFAULT_RULES } from './rules';
import { watchOf } from './watch';

/*
 * Two rules once more, told from the whole list of fixes at once, as a reader of the definitions would. For the plainest of shipments: under
 * way since 00:00, one exact device, two places 5 km apart, nothing damped. What detection finds fix by fix has to be the same.
 */
const MINUTE_MS = 60_000;
const [SILENCE, STAND] = [30, 40];
const undamped = watchOf(plan, {
  ...DEFAULT_RULES,
  noMovementAfterMs: STAND * MINUTE_MS,
  noSignalAfterMs: { withPositions: SILENCE * MINUTE_MS, scansOnly: SILENCE * MINUTE_MS },
  minHoldMs: 0,
  flapping: { changes: 10_000, withinMs: MINUTE_MS },
});

interface Seen {
  readonly at: number;
  readonly there: boolean;
}
type Row = ReturnType<typeof brief>;

/** Silence: from a sign of life to the next one, or to the end, longer than allowed. */
function silences(times: readonly number[], end: number): Row[] {
  return times.flatMap((since, i) => {
    const until = times[i + 1];
    return (until ?? end) - since > SILENCE || (until === undefined && end - since === SILENCE)
      ? [['no-signal', since, since + SILENCE, until ?? null]]
      : [];
  });
}

/** Stretches in one place. It has gone elsewhere when two fixes in a row say so, since the first of them; one alone is none of them. */
function stands(fixes: readonly Seen[]): (readonly Seen[])[] {
  const all: Seen[][] = [];
  fixes.forEach((fix, i) => {
    const here = all.at(-1);
    const next = fixes[i + 1];
    const isSame = here?.[0]?.there === fix.there;
    const isBelieved = next !== undefined && next.there === fix.there;
    if (!here || (!isSame && isBelieved)) all.push([fix]);
    else if (isSame) here.push(fix);
  });
  return all;
}

/** A stretch is too long from the first of its fixes on that is as late; it ends with the next stretch. */
function standstills(fixes: readonly Seen[]): Row[] {
  const all = stands(fixes);
  return all.flatMap(([first, ...rest], i) => {
    const since = first?.at as number;
    const raised = rest.find(({ at }) => at - since >= STAND);
    return raised ? [['no-movement', since, raised.at, all[i + 1]?.[0]?.at ?? null]] : [];
  });
}

const fixesUpTo = (pauses: number) =>
  fc
    .array(fc.record({ pause: fc.integer({ min: 1, max: pauses }), there: fc.boolean(), again: fc.integer({ min: 0, max: 12 }) }), {
      maxLength: 9,
    })
    .map((parts) => parts.flatMap(({ pause, there, again }) => Array.from({ length: again + 1 }, () => ({ pause, there }))))
    .map((parts) => {
      let at = 0;
      return parts.map(({ pause, there }): Seen => {
        at += 2 * pause;
        return { at, there };
      });
    });
const facts = (seen: readonly Seen[]): DetectionFact[] => [
  scan('IN_TRANSIT', 0),
  ...seen.map(({ at, there }) => ping(at, there ? 25 * KM : 20 * KM)),
];
const found = (seen: readonly Seen[], end: number, rule: string): Row[] =>
  episodes(facts(seen), undamped, minute(end))
    .filter((one) => one.rule === rule)
    .map(brief);

describe('what detection finds', () => {
  it('is every silence that is too long, and no other', () => {
    let some = 0;
    fc.assert(
      fc.property(fixesUpTo(20), fc.integer({ min: 0, max: 60 }), (seen, more) => {
        const end = (seen.at(-1)?.at ?? 0) + more;
        const expected = silences([0, ...seen.map(({ at }) => at)], end);
        some += expected.length;
        expect(found(seen, end, 'no-signal')).toEqual(expected);
      }),
      { numRuns: 300 },
    );
    expect(some).toBeGreaterThan(50);
  });

  it('is every stand that is too long, and no other', () => {
    let some = 0;
    fc.assert(
      fc.property(fixesUpTo(14), (seen) => {
        const end = seen.at(-1)?.at ?? 0;
        const expected = standstills(seen);
        some += expected.length;
        expect(found(seen, end, 'no-movement')).toEqual(expected);
      }),
      { numRuns: 300 },
    );
    expect(some).toBeGreaterThan(50);
  });
});
