import fc from 'fast-check';
import { type Columns, thresholdsOf } from './bins';
import { quantileOf } from './effects';
import { contributionsOf, type Forest, type ForestOptions, forestValue, growForest } from './forest';
import { seeded } from './seeded';

const OPTIONS: ForestOptions = { quantile: 0.5, rounds: 5, rate: 0.3, depth: 3, leastRows: 3, sample: 1, seed: 1, monotone: [] };
const rowOf = (columns: Columns, row: number): number[] => columns.map((column) => column[row] as number);
const valuesOf = (forest: Forest, columns: Columns): number[] =>
  Array.from(columns[0] ?? [], (_, row) => forestValue(forest, rowOf(columns, row)));

/** The same by the book: every value is a threshold, every gain is summed anew, rows are lists and a tree is a function. */
namespace reference {
  type Rows = readonly number[];
  type Says = (row: number) => number;

  const quantile = (values: number[], share: number) =>
    quantileOf(
      values.toSorted((a, b) => a - b),
      share,
    );
  const rounded = (value: number) => Math.round(value * 1e5) / 1e5;
  const sumOf = (values: number[]) => values.reduce((a, b) => a + b, 0);

  function tree(
    columns: Columns,
    rows: Rows,
    gradient: number[],
    leaf: (rows: Rows) => number,
    depth: number,
    options: ForestOptions,
  ): Says {
    const value = leaf(rows);
    const part = (some: Rows) => (some.length === 0 ? 0 : sumOf(some.map((row) => gradient[row] as number)) ** 2 / some.length);
    const splits = columns.flatMap((column) => {
      const missing = rows.filter((row) => Number.isNaN(column[row]));
      const present = rows.filter((row) => !Number.isNaN(column[row]));
      const cuts = [...new Set(present.map((row) => column[row] as number))].sort((a, b) => a - b);
      let best: { gain: number; goes: (row: number) => number; parts: Rows[] } | undefined;
      for (const cut of cuts) {
        const parts = [
          present.filter((row) => (column[row] as number) <= cut),
          present.filter((row) => (column[row] as number) > cut),
          missing,
        ];
        const [left = [], right = []] = parts;
        const isAllowed = right.length === 0 ? missing.length >= options.leastRows : right.length >= options.leastRows;
        if (left.length < options.leastRows || !isAllowed) continue;
        const gain = parts.reduce((sum, some) => sum + part(some), 0) - part(rows);
        const goes = (row: number) => (Number.isNaN(column[row]) ? 2 : (column[row] as number) <= cut ? 0 : 1);
        if (gain > (best?.gain ?? 0) + 1e-9) best = { gain, goes, parts };
      }
      return best ?? [];
    });
    if (depth === options.depth || rows.length < 2 * options.leastRows || splits.length === 0) return () => value;
    const { goes, parts } = splits.reduce((best, one) => (one.gain > best.gain + 1e-9 ? one : best));
    const below = parts.map((some, i) =>
      i === 2 && some.length < options.leastRows ? () => value : tree(columns, some, gradient, leaf, depth + 1, options),
    );
    return (row) => (below[goes(row)] as Says)(row);
  }

  export function forest(columns: Columns, targets: Float64Array, options: ForestOptions): number[] {
    const rows = Array.from(targets, (_, row) => row);
    const said = rows.map(() => rounded(quantile([...targets], options.quantile)));
    for (let round = 0; round < options.rounds; round++) {
      const left = rows.map((row) => (targets[row] as number) - (said[row] as number));
      const gradient = left.map((rest) => (rest > 0 ? options.quantile : options.quantile - 1));
      const leaf = (some: Rows) =>
        rounded(
          options.rate *
            quantile(
              some.map((row) => left[row] as number),
              options.quantile,
            ),
        );
      const says = tree(columns, rows, gradient, leaf, 0, options);
      for (const row of rows) said[row] = (said[row] as number) + says(row);
    }
    return said;
  }
}

const value = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -20, max: 20 }) }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
const table = fc
  .tuple(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 1, max: 3 }))
  .chain(([rows, features]) =>
    fc.tuple(
      fc.array(fc.array(value, { minLength: rows, maxLength: rows }), { minLength: features, maxLength: features }),
      fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: rows, maxLength: rows }),
    ),
  )
  .map(([columns, targets]) => ({ columns: columns.map((column) => Float64Array.from(column)), targets: Float64Array.from(targets) }));

describe('trees', () => {
  it('are those of an implementation by the book, with exact splits', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(0.1, 0.5, 0.9), ({ columns, targets }, quantile) => {
        const options = { ...OPTIONS, quantile };
        const expected = reference.forest(columns, targets, options);
        const said = valuesOf(growForest(columns, targets, options), columns);
        expect(said).toEqual(expected.map((value) => expect.closeTo(value, 8)));
      }),
      { numRuns: 150 },
    );
  });

  const random = seeded(5);
  const count = 3_000;
  const xs = Float64Array.from({ length: count }, () => random() * 10);
  const noise = Float64Array.from({ length: count }, () => random());
  /** Wide where x is large: what lies below a share of the targets is known. */
  const targets = xs.map((x, row) => x * (noise[row] as number));
  const grown = (options: Partial<ForestOptions>) =>
    growForest([xs, noise.map(() => random())], targets, { ...OPTIONS, rounds: 60, rate: 0.1, leastRows: 30, ...options });

  it.each([0.1, 0.5, 0.9])('find the quantile %d of what varies', (quantile) => {
    const forest = grown({ quantile });
    const below = targets.filter((target, row) => target <= forestValue(forest, [xs[row] as number, 0.5])).length / count;
    expect(below).toBeGreaterThan(quantile - 0.04);
    expect(below).toBeLessThan(quantile + 0.04);
    for (const x of [2, 5, 8]) expect(forestValue(forest, [x, 0.5]) / (x * quantile)).toBeGreaterThan(0.6);
    for (const x of [2, 5, 8]) expect(forestValue(forest, [x, 0.5]) / (x * quantile)).toBeLessThan(1.6);
  });

  it('are the same for the same seed, and others for another one', () => {
    const once = growForest([xs], targets, { ...OPTIONS, sample: 0.5 });
    expect(growForest([xs], targets, { ...OPTIONS, sample: 0.5 })).toEqual(once);
    expect(growForest([xs], targets, { ...OPTIONS, sample: 0.5, seed: 2 })).not.toEqual(once);
  });

  it('never turn against the direction that a feature is given', () => {
    const points = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5 }), fc.double({ min: -5, max: 5, noNaN: true })),
      { minLength: 20, maxLength: 80 },
    );
    fc.assert(
      fc.property(points, fc.constantFrom(1, -1), (rows, direction) => {
        const columns = [0, 1].map((i) => Float64Array.from(rows, (row) => row[i] as number));
        const forest = growForest(
          columns,
          Float64Array.from(rows, (row) => row[2]),
          { ...OPTIONS, monotone: [direction, 0] },
        );
        for (const other of [0, 2, 5, Number.NaN])
          for (let x = 0; x < 30; x++)
            expect((forestValue(forest, [x + 1, other]) - forestValue(forest, [x, other])) * direction).toBeGreaterThanOrEqual(-1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it('have a way of its own for what is missing', () => {
    const known = Float64Array.from({ length: 200 }, (_, row) => (row % 2 === 0 ? Number.NaN : row));
    const forest = growForest(
      [known],
      known.map((one) => (Number.isNaN(one) ? 7 : 1)),
      { ...OPTIONS, rounds: 40 },
    );
    expect(forestValue(forest, [Number.NaN])).toBeCloseTo(7, 1);
    expect(forestValue(forest, [50])).toBeCloseTo(1, 1);
  });

  it('tell what each feature added', () => {
    const forest = grown({ quantile: 0.5 });
    const contributions = contributionsOf(forest, [8, 0.5]);
    const roots = forest.trees.reduce((sum, tree) => sum + (tree.value[0] as number), forest.base);
    expect(roots + (contributions[0] as number) + (contributions[1] as number)).toBeCloseTo(forestValue(forest, [8, 0.5]), 6);
    expect(contributions[0]).toBeGreaterThan(Math.abs(contributions[1] as number) * 5);
  });

  it('share bins when there are many values', () => {
    expect(thresholdsOf(Float64Array.from([3, 1, 1, Number.NaN, 2]))).toEqual([1.5, 2.5]);
    expect(thresholdsOf(xs)).toHaveLength(63);
    expect(thresholdsOf(Float64Array.from([Number.NaN]))).toEqual([]);
    expect(thresholdsOf(Float64Array.from({ length: 1_000 }, (_, i) => (i < 900 ? 0 : i)))).not.toContain(999);
  });
});
