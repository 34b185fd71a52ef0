import { decodeCursor, encodeCursor, escapeLike, pageOf, pageSize } from './cursors';
import { Conditions } from './shipments/conditions';

describe('cursors', () => {
  it('come back as they went', () => {
    const cursor = encodeCursor('-updatedAt', [1_700_000_000_000, "SHP-ü'"]);
    expect(decodeCursor('-updatedAt', cursor, ['number', 'string'])).toEqual([1_700_000_000_000, "SHP-ü'"]);
    expect(decodeCursor('-updatedAt', undefined, ['number', 'string'])).toBeUndefined();
  });

  it.each([
    ['another order', encodeCursor('shipmentId', ['a', 'b'])],
    ['another kind of key', encodeCursor('-updatedAt', ['1; drop table', 'b'])],
    ['too many parts', encodeCursor('-updatedAt', [1, 'b', 'c'])],
    ['an object for a key', Buffer.from('["-updatedAt",{"a":1},"b"]').toString('base64url')],
    ['a fraction', encodeCursor('-updatedAt', [1.5, 'b'])],
    ['no JSON', '%%%'],
    ['no list', Buffer.from('null').toString('base64url')],
  ])('are refused: %s', (_, cursor) => {
    expect(() => decodeCursor('-updatedAt', cursor, ['number', 'string'])).toThrow(expect.objectContaining({ name: 'InvalidCursor' }));
  });

  it('tell whether there is another page', () => {
    const view = (n: number) => n;
    expect(pageOf([1, 2, 3], 2, view, String)).toEqual({ items: [1, 2], nextCursor: '2' });
    expect(pageOf([1, 2], 2, view, String)).toEqual({ items: [1, 2], nextCursor: null });
    expect([pageSize(undefined), pageSize(0), pageSize(1e9), pageSize(7.9)]).toEqual([50, 1, 200, 7]);
  });
});

describe('conditions', () => {
  it('carry values beside the text, whatever they look like', () => {
    const conditions = new Conditions().and('a = ?', "x' or '1'='1").and('b between ? and ?', 1, 2);
    expect(conditions.sql).toBe('(a = $1) and (b between $2 and $3)');
    expect(conditions.params).toEqual(["x' or '1'='1", 1, 2]);
  });

  it('take wildcards literally', () => expect(escapeLike('50%_\\')).toBe('50\\%\\_\\\\'));
});
