import { type CursorKind, Cursors, escapeLike, pageOf, pageSize } from './cursors';
import { Conditions } from './database/conditions';

const UUID = '018f3c1e-7b1a-7cc3-98c4-dc0c0c07398f';
const byUpdate = new Cursors('-updatedAt', ['time', 'text']);
const handmade = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('cursors', () => {
  it('come back as they went', () => {
    const cursor = byUpdate.encode(1_700_000_000_000, "SHP-ü'");
    expect(byUpdate.decode(cursor)).toEqual([1_700_000_000_000, "SHP-ü'"]);
    expect(byUpdate.decode(undefined)).toBeUndefined();
  });

  it.each([
    ['another order', new Cursors('shipmentId', ['time', 'text']).encode(1, 'b')],
    ['another kind of key', handmade('-updatedAt', '1; drop table', 'b')],
    ['too many parts', handmade('-updatedAt', 1, 'b', 'c')],
    ['an object for a key', handmade('-updatedAt', { a: 1 }, 'b')],
    ['a number in another spelling', Buffer.from('["-updatedAt",1e3,"b"]').toString('base64url')],
    ['something behind it', `${byUpdate.encode(1, 'b')}!`],
    ['no JSON', '%%%'],
    ['nothing', ''],
    ['no list', Buffer.from('null').toString('base64url')],
  ])('are refused: %s', (_, cursor) => {
    expect(() => byUpdate.decode(cursor)).toThrow(expect.objectContaining({ name: 'InvalidCursor' }));
  });

  it.each<[CursorKind, unknown[], unknown[]]>([
    ['time', [0, -62_135_596_800_000, Number.MAX_SAFE_INTEGER], [1.5, 2 ** 53, 1e300, '1', null]],
    ['int', [0, -(2 ** 31) + 1, 2 ** 31 - 1], [2 ** 31, -(2 ** 31), 0.5, '1', null]],
    ['revision', [0, 2 ** 40], [-1, 0.5, 2 ** 53, '0', null]],
    ['position', ['0', '9223372036854775807'], ['9223372036854775808', '18446744073709551615', '-1', '', '1.5', 1, null]],
    ['uuid', [UUID], [`${UUID}0`, UUID.replaceAll('-', ''), `{${UUID}}`, '', 7, null]],
    ['text', ['', 'Ü', '😀'], ['\u0000', 'a\ud800', 'x'.repeat(1_001), 7, null]],
  ])('hold of the kind %s what its column takes, and nothing else', (kind, good, bad) => {
    const cursors = new Cursors('list', [kind]);
    for (const part of good) expect(cursors.decode(handmade('list', part))).toEqual([part]);
    for (const part of bad)
      expect(() => cursors.decode(handmade('list', part))).toThrow(expect.objectContaining({ name: 'InvalidCursor' }));
  });

  it('go on where a page ended because it was large enough; one item is always there', () => {
    const texts = ['a'.repeat(10), 'b'.repeat(10), 'c'.repeat(30), 'd'];
    const pages = (most: number): string[][] => {
      const all: string[][] = [];
      for (let from = 0; from < texts.length; ) {
        const { items, nextCursor } = pageOf(
          texts.slice(from),
          3,
          (text) => text,
          (text) => String(texts.indexOf(text) + 1),
          most,
        );
        all.push(items.map(([letter]) => letter as string));
        from = nextCursor === null ? texts.length : Number(nextCursor);
      }
      return all;
    };
    expect(pages(24)).toEqual([['a', 'b'], ['c'], ['d']]);
    expect(pages(1)).toEqual([['a'], ['b'], ['c'], ['d']]);
    expect(pages(1_000)).toEqual([['a', 'b', 'c'], ['d']]);
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
