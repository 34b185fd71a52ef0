import { z } from 'zod';
import { list, nested, text, whenAccepted, within } from './bounds';

describe('a check over several parts', () => {
  const range = z
    .strictObject({ from: within(0, 9), to: within(0, 9), note: text().optional() })
    .refine(({ from, to }) => from < to, { path: ['to'], error: 'order', ...whenAccepted('from', 'to') });
  const faults = (value: unknown): string[] => (range.safeParse(value).error?.issues ?? []).map(({ path }) => path.join('/'));

  it.each([
    [{ from: 2, to: 1, note: 1, more: 1 }, ['note', '', 'to']],
    [{ from: 2, to: 1 }, ['to']],
    [{ from: 20, to: 1 }, ['from']],
    [{ from: 2 }, ['to']],
    [[], ['']],
    [[-180], ['']],
    [null, ['']],
    ['text', ['']],
    [undefined, ['']],
  ])('of %j runs when the schema accepted those parts, and never otherwise', (value, places) => {
    expect(faults(value)).toEqual(places);
  });
});

describe('lists within lists', () => {
  it('are counted together, before one of them is looked at', () => {
    let looked = 0;
    const item = within(0, 9).refine(() => {
      looked += 1;
      return true;
    });
    const schema = nested(list(list(item)), 4, 'too many');
    expect(schema.safeParse([[1], [2], [3]]).success).toBe(true);
    expect(looked).toBe(3);
    expect(schema.safeParse([[1], [2], [3], [4]]).error?.issues).toMatchObject([{ message: 'too many', path: [] }]);
    expect(looked).toBe(3);
  });
});
