/** The rows of one key in one table: how many, and the sums of two hashes of each, which no order of the rows changes. */
export interface KeySum {
  readonly key: string;
  readonly rows: number;
  readonly sums: readonly [bigint, bigint];
}

/** The order in which Postgres sorts text in collation "C": by the bytes of UTF-8. */
const compareKeys = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)));

const isSame = (a: KeySum, b: KeySum): boolean => a.rows === b.rows && a.sums[0] === b.sums[0] && a.sums[1] === b.sums[1];

/** Keys whose rows are not the same on both sides. Each side comes sorted by key; one key of each is held at a time. */
export async function* differingKeys(left: AsyncIterator<KeySum>, right: AsyncIterator<KeySum>): AsyncGenerator<string> {
  let [a, b] = await Promise.all([left.next(), right.next()]);
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(a.value.key, b.value.key);
    if (order !== 0) yield (order < 0 ? a : b).value.key;
    else if (!isSame(a.value, b.value)) yield a.value.key;
    [a, b] = await Promise.all([order <= 0 ? left.next() : a, order >= 0 ? right.next() : b]);
  }
}
