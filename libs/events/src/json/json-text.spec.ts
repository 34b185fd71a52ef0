import fc from 'fast-check';
import { readJson, readJsonItems } from './json-text';

const read = (text: string, maxDepth?: number) => readJson(Buffer.from(text), maxDepth);
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('untrusted JSON', () => {
  it('gives what JSON.parse gives for every harmless value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false } as never), (value) => {
        const text = JSON.stringify(value);
        const dangerous = /__proto__|\\u0000|\\ud[89a-f]/i.test(text);
        fc.pre(!dangerous);
        expect(read(text)).toMatchObject({ value: JSON.parse(text) });
      }),
    );
  });

  it.each([
    ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), 'byte order mark'],
    ['invalid UTF-8', Buffer.from([0x22, 0xc0, 0xa0, 0x22]), 'not UTF-8'],
    ['nothing', Buffer.from(''), 'not JSON'],
    ['half a document', Buffer.from('{"a":'), 'not JSON'],
    ['a raw NUL', Buffer.from('"a\u0000"'), 'not JSON'],
    ['a name twice', Buffer.from('{"a":1,"a":2}'), 'twice'],
    ['a name twice in another spelling', Buffer.from('{"a":1,"\\u0061":2}'), 'twice'],
    ['a name twice, deep inside', Buffer.from('{"x":[{"a":1},{"b":1,"b":1}]}'), 'twice'],
  ])('refuses %s', (_, bytes, detail) => {
    expect(readJson(bytes)).toEqual({ fault: { pointer: '', detail: expect.stringContaining(detail) } });
  });

  it.each([
    ['{"a":"x\\u0000"}', '/a'],
    ['{"a":["\\ud800"]}', '/a/0'],
    ['{"a":{"b\\udfff":1}}', '/a/b\udfff'],
    ['{"a":[0,1e999]}', '/a/1'],
    ['{"a":-1e999}', '/a'],
    ['{"a":{"n":[1,9007199254740993]}}', '/a/n/1'],
    ['{"a/b":-0.1234567890123456789}', '/a~1b'],
    ['{"a":{"__proto__":{}}}', '/a/__proto__'],
    ['[{"constructor":{"prototype":1}}]', '/0/constructor'],
    ['{"a/b":{"~":{"__proto__":1}}}', '/a~1b/~0/__proto__'],
  ])('says where %s is dangerous', (text, pointer) => {
    expect(read(text)).toEqual({ fault: { pointer, detail: expect.any(String) } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('keeps what only looks dangerous', () => {
    const text = '{"constructor":{"name":"x"},"prototype":1,"a":"\\ud83d\\ude00","b":"__proto__","c":"{\\"a\\":1}"}';
    expect(read(text)).toMatchObject({ value: JSON.parse(text) });
  });

  it('counts levels, not brackets in strings', () => {
    expect(read(nested(32))).toHaveProperty('value');
    expect(read(nested(33))).toMatchObject({ fault: { detail: expect.stringContaining('32 levels') } });
    expect(read(JSON.stringify('['.repeat(100)))).toHaveProperty('value');
    expect(read(nested(3), 2)).toHaveProperty('fault');
  });

  it('refuses depth 50,000 and takes a million members in little time', () => {
    const wide = `{${Array.from({ length: 150_000 }, (_, i) => `"k${i}":1`).join(',')}}`;
    const start = performance.now();
    expect(read(nested(50_000))).toHaveProperty('fault');
    expect(performance.now() - start).toBeLessThan(200);
    expect(read(wide)).toHaveProperty('value');
  });

  it('judges the items of an array one by one', () => {
    const items = readJsonItems(Buffer.from('[{"a":1},{"__proto__":{"x":1}},3]'), 34);
    expect(items).toEqual({ items: [{ value: { a: 1 } }, { fault: { pointer: '/__proto__', detail: expect.any(String) } }, { value: 3 }] });
    const numbers = readJsonItems(Buffer.from('[{"a":1},{"b":[0,9007199254740993,9007199254740993]},{"c":"9007199254740993"}]'), 34);
    expect(numbers).toMatchObject({ items: [{ value: { a: 1 } }, { fault: { pointer: '/b/1' } }, { value: { c: '9007199254740993' } }] });
    expect(readJsonItems(Buffer.from('[{"a":1,"a":1},{"b":1}]'), 34)).toHaveProperty('fault');
    expect(readJsonItems(Buffer.from('{"a":1}'), 34)).toEqual({ fault: { pointer: '', detail: 'must be an array' } });
  });
});
