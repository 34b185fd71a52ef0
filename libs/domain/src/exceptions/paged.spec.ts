import { allOf, endOf, itemAt, type Paged, withItem } from './paged';

const numbers = Array.from({ length: 1_000 }, (_, i) => i);
const list = numbers.reduce<Paged<number>>((pages, i) => withItem(pages, i, i), []);

describe('a list in pages', () => {
  it('has its items in order, and changes one of them as a value', () => {
    expect(allOf(list)).toEqual(numbers);
    expect(endOf(list)).toBe(1_000);
    const other = withItem(list, 500, -1);
    expect(allOf(other)).toEqual(numbers.with(500, -1));
    expect([itemAt(list, 500), itemAt(other, 500), itemAt(list, 1_000)]).toEqual([500, -1, undefined]);
  });

  it('shares with the one before all pages but one', () => {
    const other = withItem(list, 500, -1);
    expect(other.filter((page, i) => page !== list[i])).toHaveLength(1);
    expect(Math.max(...list.map(({ length }) => length))).toBeLessThan(200);
  });

  it('may leave places out, as plain JSON, too', () => {
    const some = [3, 700, 20].reduce<Paged<number>>((pages, i) => withItem(pages, i, i), []);
    expect(allOf(some)).toEqual([3, 20, 700]);
    expect([itemAt(some, 0), itemAt(some, 300), itemAt(some, 700), endOf(some)]).toEqual([undefined, undefined, 700, 701]);
    expect(JSON.parse(JSON.stringify(some))).toEqual(some);
  });
});
