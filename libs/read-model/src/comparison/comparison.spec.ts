import fc from 'fast-check';
import { Digest } from './digest';
import { differingKeys, type KeySum } from './merge';

const sum = (key: string, rows = 1, one = 1n, two = 2n): KeySum => ({ key, rows, sums: [one, two] });
async function* stream(sums: readonly KeySum[]): AsyncGenerator<KeySum> {
  yield* sums;
}
async function differing(left: readonly KeySum[], right: readonly KeySum[]): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of differingKeys(stream(left), stream(right))) keys.push(key);
  return keys;
}
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('two sorted sides', () => {
  it('differ where a key is missing on one of them, or its rows are others', async () => {
    const left = [sum('a'), sum('b'), sum('d', 2), sum('e'), sum('g')];
    const right = [sum('a'), sum('c'), sum('d', 3), sum('e', 1, 1n, 3n), sum('f'), sum('g'), sum('h')];
    expect(await differing(left, right)).toEqual(['b', 'c', 'd', 'e', 'f', 'h']);
    expect(await differing(left, left)).toEqual([]);
    expect(await differing([], left)).toEqual(['a', 'b', 'd', 'e', 'g']);
  });

  it('give every difference, whatever the keys are', async () => {
    const side = fc.dictionary(fc.string({ unit: 'binary', maxLength: 3 }), fc.bigInt({ min: 0n, max: 2n }));
    await fc.assert(
      fc.asyncProperty(side, side, async (left, right) => {
        const sorted = (one: Record<string, bigint>) =>
          Object.keys(one)
            .sort(byBytes)
            .map((key) => sum(key, 1, one[key], 0n));
        const expected = [...new Set([...Object.keys(left), ...Object.keys(right)])]
          .filter((key) => left[key] !== right[key])
          .sort(byBytes);
        expect(await differing(sorted(left), sorted(right))).toEqual(expected);
      }),
    );
  });
});

describe('a digest', () => {
  const partitionOf = (key: string): number => key.length;
  const digestOf = (sums: readonly (readonly [string, KeySum])[]): Digest => {
    const digest = new Digest(partitionOf);
    for (const [table, one] of sums) digest.add(table, one);
    return digest;
  };
  const some = [
    ['t', sum('a', 2, -5n, 7n)],
    ['t', sum('b')],
    ['u', sum('a')],
    ['t', sum('aa')],
  ] as const;

  it('does not depend on the order of rows', () => {
    const [one, other] = [digestOf(some), digestOf([...some].reverse())];
    expect(one.whole).toBe(other.whole);
    expect(one.of(1)).toBe(other.of(1));
    expect(one.rows).toBe(5);
  });

  it('depends on every row, its table and its partition', () => {
    const changed = [
      digestOf(some.slice(1)),
      digestOf([...some.slice(1), ['t', sum('a', 2, -5n, 8n)]]),
      digestOf([...some.slice(1), ['v', sum('a', 2, -5n, 7n)]]),
      digestOf([...some.slice(0, 3), ['t', sum('aaa')]]),
    ];
    expect(new Set([digestOf(some), ...changed].map(({ whole }) => whole)).size).toBe(5);
    expect(changed[0]?.of(2)).toBe(digestOf(some).of(2));
  });
});
