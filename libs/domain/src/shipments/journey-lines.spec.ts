import { MILESTONES } from '@waybill/events';
import fc from 'fast-check';
import { at, milestone } from './fixtures';
import { type Journey, noJourney, travel } from './journey';
import {
  atStart,
  type ChangedLine,
  continued,
  goesOn,
  type JourneyEnd,
  type JourneyLine,
  placeOf,
  rederivation,
  rederived,
} from './journey-lines';
import type { MilestoneFact } from './milestone-fact';
import { compareMilestones } from './order';
import { deriveStatus, movesJourney, statusOf } from './status';

/** The lines of one shipment as a table would hold them, with a count of what is read and written. */
class Table {
  readonly lines = new Map<string, JourneyLine>();
  end: JourneyEnd = atStart;
  read = 0;
  written = 0;

  constructor(private readonly page: number) {}

  change(changes: readonly ChangedLine[]): void {
    let work = rederivation(this.end, changes);
    if (goesOn(work)) work = continued(work);
    for (let place = placeOf(work); place; place = placeOf(work)) {
      const stored = [...this.lines.values()].sort((a, b) => compareMilestones(a.milestone, b.milestone));
      const from = place;
      const behind = stored.filter((line) => compareMilestones(line.milestone, from) > 0);
      const before = stored.findLast((line) => compareMilestones(line.milestone, from) < 0);
      const some = behind.slice(0, this.page);
      this.read += some.length + 1;
      work = rederived(work, { before, behind: some, complete: some.length === behind.length });
    }
    this.written += work.written.length;
    for (const line of work.written) this.lines.set(line.milestone.eventId, line);
    this.end = work.end;
  }
}

const line = (fact: MilestoneFact, retracted = false): ChangedLine => ({ milestone: fact, retracted });

const fact = fc.record({
  name: fc.constantFrom(...MILESTONES, 'DELIVERED' as const, 'LOST' as const, 'RETURNING' as const),
  minute: fc.integer({ min: 0, max: 6 }),
  source: fc.constantFrom('urn:waybill:command', 'urn:carrier:a', 'urn:carrier:b'),
});
const history = fc
  .array(fact, { minLength: 1, maxLength: 14 })
  .map((facts) => facts.map(({ name, minute, source }, i) => milestone(name, minute, { source, id: `${i}` })).filter(movesJourney))
  .filter((facts) => facts.length > 0);
/** Steps: several facts come, come again, are taken back or reinstated. */
const story = history.chain((facts) =>
  fc.array(fc.array(fc.record({ fact: fc.constantFrom(...facts), retracted: fc.boolean() }), { minLength: 1, maxLength: 4 }), {
    maxLength: 10,
  }),
);

/** What the last word on each of the facts that came makes of them. */
function expected(steps: readonly (readonly ChangedLine[])[]): { end: Journey; lines: JourneyLine[] } {
  const words = new Map(steps.flat().map((one) => [one.milestone.eventId, one]));
  let end: Journey = noJourney;
  const lines = [...words.values()]
    .sort((a, b) => compareMilestones(a.milestone, b.milestone))
    .map((one) => {
      end = one.retracted ? end : travel(end, one.milestone);
      return { ...one, after: end };
    });
  return { end, lines };
}

const distinct = (changes: readonly ChangedLine[]): ChangedLine[] => [
  ...new Map(changes.map((one) => [one.milestone.eventId, one])).values(),
];

describe('a journey kept as lines', () => {
  it('is what all of its milestones say, in whatever order and pieces they come and are taken back', () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 1, max: 4 }), (steps, page) => {
        const changes = steps.map((step) => distinct(step.map(({ fact: one, retracted }) => line(one, retracted))));
        const table = new Table(page);
        for (const step of changes) table.change(step);
        const { end, lines } = expected(changes);
        expect([...table.lines.values()].sort((a, b) => compareMilestones(a.milestone, b.milestone))).toEqual(lines);
        expect(table.end.journey).toEqual(end);
        const counting = lines.filter(({ retracted }) => !retracted).map(({ milestone: one }) => one as MilestoneFact);
        expect(statusOf(table.end.journey)).toEqual(deriveStatus(counting));
      }),
      { numRuns: 500 },
    );
  });

  const hub = (minute: number, id = `${minute}`) => milestone(minute % 2 ? 'ARRIVED_AT_HUB' : 'DEPARTED_HUB', minute, { id });

  it('costs one written line and nothing read for each scan in order, after 40,000 as after one', () => {
    const table = new Table(64);
    for (let minute = 0; minute < 40_000; minute += 1) table.change([line(hub(minute))]);
    expect([table.read, table.written]).toEqual([0, 40_000]);
    expect(statusOf(table.end.journey)).toMatchObject({ status: 'IN_TRANSIT', lastMilestone: { time: at(39_999) } });
  });

  it('costs a page of lines for a late scan, and for one that is taken back, however many come behind it', () => {
    const table = new Table(64);
    table.change(Array.from({ length: 2_000 }, (_, i) => line(hub(i * 2))));
    [table.read, table.written] = [0, 0];
    table.change([line(hub(101, 'late'))]);
    table.change([line(hub(101, 'late'), true)]);
    expect(table.read).toBeLessThanOrEqual(2 * 65);
    expect(table.written).toBe(2);
  });
});
