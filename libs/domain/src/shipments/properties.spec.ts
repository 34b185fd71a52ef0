import { CLASSIFIERS, MILESTONES } from '@waybill/events';
import fc from 'fast-check';
import { pageOf } from './customer-view-fixtures';
import { at, milestone } from './fixtures';
import type { MilestoneFact } from './milestone-fact';
import { compareMilestones } from './order';
import { countsForStatus, deriveStatus } from './status';

/** Few instants, sources and ids, so that ties are common; clocks that run ahead or behind. */
const fact = fc
  .record({
    name: fc.constantFrom(...MILESTONES),
    minute: fc.integer({ min: 0, max: 8 }),
    classifier: fc.constantFrom('ACT' as const, 'ACT' as const, 'ACT' as const, ...CLASSIFIERS),
    source: fc.constantFrom('urn:waybill:command', 'urn:carrier:a', 'urn:carrier:b', 'urn:waybill:eta'),
    delay: fc.constantFrom(0, 0, 0, 90, -11),
  })
  .map(({ name, minute, classifier, source, delay }) => ({ name, minute, classifier, source, delay }));
const history = fc
  .array(fact, { maxLength: 14 })
  .map((facts) =>
    facts.map(({ name, minute, classifier, source, delay }, i) =>
      milestone(name, minute, { classifier, source, id: `${i}`, recordedTime: at(minute + delay) }),
    ),
  );
/** A history, and the same with some facts twice in another order. */
const delivered = history.chain((facts) =>
  fc
    .shuffledSubarray([...facts, ...facts], { minLength: facts.length })
    .map((some) => [facts, [...some, ...facts.filter((one) => !some.includes(one))]] as const),
);

describe('any history', () => {
  it('gives the same whatever the order and the number of deliveries', () => {
    fc.assert(
      fc.property(delivered, ([facts, again]) => {
        expect(deriveStatus(again)).toEqual(deriveStatus(facts));
        expect(pageOf(again)).toBe(pageOf(facts));
      }),
      { numRuns: 2_000 },
    );
  });

  it('has one order', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const sorted = facts.toSorted(compareMilestones);
        for (let i = 1; i < sorted.length; i++)
          expect(compareMilestones(sorted[i - 1] as MilestoneFact, sorted[i] as MilestoneFact)).toBeLessThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('stays delivered once delivered, unless goods go back ', () => {
    const goesBack = ({ milestone: name }: MilestoneFact) => name === 'RETURNING' || name === 'RETURNED';
    fc.assert(
      fc.property(history, (facts) => {
        const counting = facts.filter(countsForStatus).filter((one) => !goesBack(one));
        if (counting.some(({ milestone: name }) => name === 'DELIVERED')) {
          const { status, deliveredAt } = deriveStatus(counting);
          expect(status).toBe('DELIVERED');
          expect(deliveredAt).toBe(Math.min(...counting.filter(({ milestone: name }) => name === 'DELIVERED').map(({ time }) => time)));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('has an end that does not depend on what came after it, as long as it stands', () => {
    fc.assert(
      fc.property(history, fc.nat(), (facts, salt) => {
        const { terminalAt: end } = deriveStatus(facts);
        if (end === undefined) return;
        const some = facts.filter(({ time }, i) => time <= end || (i + salt) % 2 === 0);
        expect(deriveStatus(some).terminalAt).toBe(end);
      }),
      { numRuns: 2_000 },
    );
  });
});
