import fc from 'fast-check';
import { at } from '../shipments/fixtures';
import { type ApproachChange, announcementDue, type Expectation, noApproach, slackOf, stepApproach } from './approach';

const LEAD = 60 * 60_000;
const due = (minutes: number): Expectation => ({ kind: 'expected', p50: at(minutes) });

/** What is said when these things are expected, all at minute 0. */
function said(...expectations: Expectation[]): (ApproachChange | undefined)[] {
  let approach = noApproach;
  return expectations.map((expectation) => {
    const step = stepApproach(approach, expectation, LEAD, at(0));
    approach = step.approach;
    return step.change;
  });
}

describe('the approach to a site', () => {
  it('is announced once, when the lead time is reached', () => {
    const expected = [undefined, 'arriving-soon', undefined, undefined, undefined, undefined];
    expect(said(due(61), due(60), due(59), due(10), due(61), due(60))).toEqual(expected);
  });

  it('is withdrawn when the arrival goes well beyond the lead time, and announced again', () => {
    const expected = ['arriving-soon', undefined, 'withdrawn', undefined, 'arriving-soon'];
    expect(said(due(60), due(72), due(73), due(61), due(60))).toEqual(expected);
  });

  it('gives ten minutes, or a fifth of the lead time', () => {
    expect([slackOf(20 * 60_000), slackOf(60 * 60_000)]).toEqual([10 * 60_000, 12 * 60_000]);
  });

  it('stands while nothing can be said, and falls with a shipment that will not come', () => {
    expect(said(due(30), { kind: 'unknown' }, due(30), { kind: 'not-coming' })).toEqual([
      'arriving-soon',
      undefined,
      undefined,
      'withdrawn',
    ]);
    expect(said({ kind: 'not-coming' }, { kind: 'unknown' })).toEqual([undefined, undefined]);
  });

  it('ends with the arrival, and begins anew when that is corrected away', () => {
    expect(said(due(30), { kind: 'arrived' }, { kind: 'arrived' }, due(30))).toEqual([
      'arriving-soon',
      undefined,
      undefined,
      'arriving-soon',
    ]);
    expect(said({ kind: 'arrived' }, { kind: 'not-coming' })).toEqual([undefined, undefined]);
  });

  it('comes due by the clock when nothing more is heard', () => {
    expect(announcementDue(noApproach, due(90), LEAD)).toBe(at(30));
    expect(announcementDue({ state: 'soon', announced: 1 }, due(90), LEAD)).toBeUndefined();
    expect(announcementDue(noApproach, { kind: 'unknown' }, LEAD)).toBeUndefined();
  });

  it('says arriving and withdrawn in turns, and nothing for one that wavers within the slack', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 30 });
    fc.assert(
      fc.property(minutes, (all) => {
        const changes = said(...all.map(due)).filter((change) => change !== undefined);
        expect(changes).toEqual(changes.map((_, i) => (i % 2 === 0 ? 'arriving-soon' : 'withdrawn')));
      }),
    );
    const wavering = fc.array(fc.integer({ min: 50, max: 72 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(wavering, (all) =>
        expect(
          said(due(60), ...all.map(due))
            .slice(1)
            .every((change) => change === undefined),
        ).toBe(true),
      ),
    );
  });
});
