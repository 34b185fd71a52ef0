import type { Milestone, Unit } from '@waybill/events';
import fc from 'fast-check';
import { at } from './fixtures';
import { endMovedBy, endOfStays, terminalTime } from './journey-end';
import type { RegisteredShipment } from './shipment';
import { scanned, shipmentAfter } from './shipment-fixtures';

const TRUCK: Unit = { scheme: 'vehicle', value: 'T' };
const nothing = () => false;
const everything = () => true;

/** A milestone, by the shipment's own name or by that of a unit. */
interface Mark {
  readonly milestone: Milestone;
  readonly minute: number;
  readonly unit?: boolean;
}
const own = (milestone: Milestone, minute: number): Mark => ({ milestone, minute });
const byUnit = (milestone: Milestone, minute: number): Mark => ({ milestone, minute, unit: true });
const idOf = ({ milestone, minute, unit }: Mark): string => `${milestone}@${minute}${unit ? ' unit' : ''}`;
const heard = (...facts: readonly Mark[]): RegisteredShipment =>
  shipmentAfter(...facts.map((fact) => scanned(fact.milestone, fact.minute, idOf(fact), fact.unit ? 'vehicle:T' : 'shipment:S')));

describe('the end of a journey', () => {
  it.each<[string, Mark[], number | undefined]>([
    ['is the delivery', [own('IN_TRANSIT', 1), own('DELIVERED', 5), own('ARRIVED_AT_HUB', 6)], 5],
    ['is none when it was lost and found', [own('LOST', 5), own('IN_TRANSIT', 6)], undefined],
    ['is none when it goes back', [own('DELIVERED', 5), own('RETURNING', 6)], undefined],
    ['is the return when it went back', [own('DELIVERED', 5), own('RETURNING', 6), own('RETURNED', 9)], 9],
    ['is the last one when it was lost and found', [own('LOST', 5), own('IN_TRANSIT', 6), own('DELIVERED', 9)], 9],
    ['can come by a unit', [byUnit('DELIVERED', 5), own('ARRIVED_AT_HUB', 6)], 5],
    ['is not undone by a unit that it was on', [own('LOST', 5), byUnit('IN_TRANSIT', 6)], 5],
    [
      'of something on its way back is not brought about by a unit before that',
      [own('DELIVERED', 5), byUnit('LOST', 6), own('RETURNING', 7)],
      undefined,
    ],
    ['that a unit brought about is undone by the shipment itself', [byUnit('LOST', 5), own('IN_TRANSIT', 6)], undefined],
  ])('%s', (_, facts, end) => {
    for (const order of [facts, facts.toReversed()])
      expect(endOfStays(heard(...order), nothing)).toBe(end === undefined ? undefined : at(end));
  });

  it('is undone by a unit whose name is its own', () => {
    const container = heard(byUnit('LOST', 5), byUnit('IN_TRANSIT', 6));
    expect(endOfStays(container, everything)).toBeUndefined();
    expect(endOfStays(container, (unit, time) => unit.value === TRUCK.value && time > at(6))).toBe(at(5));
  });

  it('is moved by one milestone after the other', () => {
    const facts = [own('LOST', 5), own('ARRIVED_AT_HUB', 4), own('IN_TRANSIT', 6), own('DELIVERED', 9), own('DELIVERED', 8)];
    const state = heard(...facts);
    const moved = facts.map((fact) => endMovedBy(state, `event:${idOf(fact)}`, nothing));
    expect(moved).toEqual(['earlier', undefined, 'later', 'earlier', 'earlier']);
    expect(endMovedBy(state, 'unknown', nothing)).toBeUndefined();
  });
});

const told: fc.Arbitrary<Mark> = fc.record({
  milestone: fc.constantFrom<Milestone[]>('IN_TRANSIT', 'DELIVERED', 'RETURNING', 'RETURNED', 'CANCELLED', 'LOST', 'DAMAGED'),
  minute: fc.integer({ min: 0, max: 9 }),
  unit: fc.boolean(),
});
const history = fc.uniqueArray(told, { maxLength: 10, selector: idOf });

/** What belongs to the shipment when its stays end then. */
const belonging = (facts: readonly Mark[], end: number | undefined): Mark[] =>
  facts.filter(({ unit, minute }) => !unit || end === undefined || at(minute) <= end);

describe('any history', () => {
  it('has an end of stays that is the end of the journey by the facts which then belong to the shipment', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const end = endOfStays(heard(...facts), nothing);
        expect(terminalTime(heard(...belonging(facts, end)))).toBe(end);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes to the same end whatever the order in which it is told, corrected after each report', () => {
    const orders = history.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })));
    fc.assert(
      fc.property(orders, ([facts, order]) => {
        const end = endOfStays(heard(...facts), nothing);
        // A unit's report is given to the shipment when it is aboard by what is known, taken back when it turns out not to be, and given after all.
        let stream: readonly Mark[] = [];
        const known: Mark[] = [];
        for (const fact of order) {
          known.push(fact);
          for (let before = -1; before !== stream.length; ) {
            before = stream.length;
            stream = belonging(known, endOfStays(heard(...stream), nothing));
            stream = belonging(stream, endOfStays(heard(...stream), nothing));
          }
        }
        expect(stream.map(idOf).sort()).toEqual(belonging(facts, end).map(idOf).sort());
        expect(endOfStays(heard(...stream), nothing)).toBe(end);
      }),
      { numRuns: 2_000 },
    );
  });
});
