import fc from 'fast-check';
import { compareFixes, type Fix, orderedFixes } from './fix';
import { fix, second } from './fixtures';
import { liveFix } from './live';
import { ANY_MODE, isPlausible, ROAD } from './plausibility';
import { initialScan, isAccepted, markedFixes, scanFixes } from './scan';
import { changeTrack, emptyTrack, type MarkedFix, type Track } from './track';

/** Where a device may claim to be, in metres north: mostly near, sometimes in one of two cities that are more than a minute's drive away. */
const place = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 3_000 }) }, fc.constantFrom(200_000, 201_000, 400_000));
const draft = fc.record({
  seconds: fc.integer({ min: 0, max: 24 }).map((step) => step * 10),
  place,
  accuracyMetres: fc.constantFrom(undefined, undefined, 5, 500, 200_000, 10_000_000),
  source: fc.constantFrom('urn:device:a', 'urn:device:b'),
  id: fc.constantFrom('1', '2', '3'),
  delay: fc.constantFrom(0, 0, 0, 0, 3_600, -601),
  zero: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const set = fc.array(draft, { maxLength: 24 }).map((drafts) =>
  drafts.map(({ seconds, place, accuracyMetres, source, id, delay, zero }, i) =>
    fix(seconds, place, {
      eventId: `e${i}`,
      accuracyMetres,
      source,
      id,
      recordedTime: second(seconds + delay),
      ...(zero ? { latitude: 0, longitude: 0 } : {}),
    }),
  ),
);
const limits = fc.constantFrom(ROAD, ANY_MODE);

/** A set, and its arrivals: any order, some more than once, in batches. */
const arrivals = set.chain((fixes) =>
  fc
    .tuple(
      fc.shuffledSubarray(fixes, { minLength: fixes.length }),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
    )
    .map(([shuffled, repeats, sizes, inOrder]) => {
      const stream = inOrder ? orderedFixes(shuffled) : [...shuffled];
      for (const n of repeats) if (stream.length > 0) stream.splice(n % stream.length, 0, fixes[n % fixes.length] as Fix);
      const batches: Fix[][] = [];
      for (let i = 0; stream.length > 0; i++) batches.push(stream.splice(0, sizes[i % sizes.length]));
      return { fixes, batches };
    }),
);

const expectSame = (track: Track, fixes: readonly Fix[], terminalAt: number, limit: typeof ROAD) => {
  const { marks, state } = markedFixes(fixes, limit);
  expect(track.fixes).toEqual(fixes.toSorted(compareFixes).map((one) => ({ ...one, mark: marks.get(one.eventId) })));
  expect(track.state).toEqual(state);
  const own = new Map(track.fixes.map(({ eventId, mark }) => [eventId, mark]));
  expect(liveFix(track.fixes, own, second(terminalAt))?.eventId).toBe(liveFix(fixes, marks, second(terminalAt))?.eventId);
};

describe('any set of fixes', () => {
  it('gives the same marks and live fix however it arrives', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 0, max: 250 }), limits, ({ fixes, batches }, terminalAt, limit) => {
        const track = batches.reduce((before, batch) => changeTrack(before, { added: batch }, limit), emptyTrack);
        expectSame(track, fixes, terminalAt, limit);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the marks of what is left when some are taken back', () => {
    fc.assert(
      fc.property(set, fc.array(fc.integer({ min: 0, max: 23 }), { maxLength: 5 }), limits, (fixes, gone, limit) => {
        const removed = gone.map((n) => `e${n}`);
        const full = changeTrack(emptyTrack, { added: fixes }, limit);
        const left = fixes.filter(({ eventId }) => !removed.includes(eventId));
        expectSame(changeTrack(full, { removed }, limit), left, 250, limit);
        expectSame(changeTrack(changeTrack(full, { removed }, limit), { added: fixes }, limit), fixes, 250, limit);
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be scanned again from any ok fix', () => {
    fc.assert(
      fc.property(set, limits, (fixes, limit) => {
        const ordered = orderedFixes(fixes);
        const { marks, state } = markedFixes(fixes, limit);
        ordered.forEach((anchor, i) => {
          if (marks.get(anchor.eventId) !== 'ok') return;
          const again = scanFixes({ anchor, pending: [] }, ordered.slice(i + 1), limit);
          expect(again.state).toEqual(state);
          for (const { eventId } of ordered.slice(i + 1)) expect(again.marks.get(eventId)).toBe(marks.get(eventId));
          expect(again.marks.size).toBe(ordered.length - i - 1);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be scanned in pieces', () => {
    fc.assert(
      fc.property(set, fc.nat({ max: 24 }), limits, (fixes, cut, limit) => {
        const ordered = orderedFixes(fixes);
        const first = scanFixes(initialScan, ordered.slice(0, cut), limit);
        const second = scanFixes(first.state, ordered.slice(cut), limit);
        const whole = scanFixes(initialScan, ordered, limit);
        expect(second.state).toEqual(whole.state);
        expect(new Map([...first.marks, ...second.marks])).toEqual(whole.marks);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never moves an accepted track faster than the limit, but by a run that agrees with itself', () => {
    fc.assert(
      fc.property(set, limits, (fixes, limit) => {
        const { marks } = markedFixes(fixes, limit);
        const accepted = orderedFixes(fixes).filter(({ eventId }) => isAccepted(marks.get(eventId)));
        const leaps = accepted.filter((one, i) => i > 0 && !isPlausible(accepted[i - 1] as Fix, one, limit));
        for (const leap of leaps) {
          const run = accepted.slice(accepted.indexOf(leap), accepted.indexOf(leap) + 4);
          expect(run.map(({ eventId }) => marks.get(eventId))).toEqual(['confirmed', 'confirmed', 'confirmed', 'ok']);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('meets every mark in these tests', () => {
    const met = new Set(fc.sample(set, { numRuns: 300, seed: 7 }).flatMap((fixes) => [...markedFixes(fixes, ROAD).marks.values()]));
    expect([...met].sort()).toEqual(['clock-skew', 'confirmed', 'jump', 'ok', 'zero-island']);
  });

  it('keeps the raw fix beside its mark', () => {
    const one = fix(0, 0, { accuracyMetres: 3 });
    expect(changeTrack(emptyTrack, { added: [one] }, ROAD).fixes).toEqual([{ ...one, mark: 'ok' } satisfies MarkedFix]);
  });
});
