import { itemAt } from '@waybill/events';
import { binned, type Columns, thresholdsOf } from './bins';
import { quantileOf, selectQuantile } from './effects';
import { seeded } from './seeded';
import { growTree, type Tree, treeValue } from './trees';

/** Numbers at places that arrays have. An imported function is looked up at each call, and here it is asked for millions of times. */
const floatAt = (numbers: Float64Array, place: number): number => numbers[place] ?? Number.NaN;
const intAt = (ints: Int32Array, place: number): number => ints[place] ?? -1;
const numberAt = (numbers: ArrayLike<number>, place: number): number => numbers[place] ?? Number.NaN;
const rowAt = (rows: Uint32Array, place: number): number => rows[place] ?? 0;

/** Trees whose values add up to a quantile. Plain JSON. */
export interface Forest {
  readonly base: number;
  readonly trees: readonly Tree[];
}

/** How a forest is grown. */
export interface ForestOptions {
  /** Which share of the targets is to lie below. */
  readonly quantile: number;
  readonly rounds: number;
  /** How much of what a tree found is believed. */
  readonly rate: number;
  readonly depth: number;
  readonly leastRows: number;
  /** Share of the rows that each tree sees. */
  readonly sample: number;
  readonly seed: number;
  /** By feature; see `Growing`. */
  readonly monotone: readonly number[];
}

/** All trees of a forest one behind the other, as a processor reads them fastest. Of each node: feature, then where left, right and missing lead. */
interface FlatForest {
  readonly nodes: Int32Array;
  readonly thresholds: Float64Array;
  readonly values: Float64Array;
  readonly roots: Int32Array;
}
const NODE = 4;

function flatten({ trees }: Forest): FlatForest {
  const sizes = trees.map(({ feature }) => feature.length);
  const roots = Int32Array.from(sizes, (_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  const nodes = trees.flatMap(({ feature, left, right, missing }, i) => {
    const root = intAt(roots, i);
    return feature.flatMap((one, n) => [one, root + numberAt(left, n), root + numberAt(right, n), root + numberAt(missing, n)]);
  });
  const all = (of: (tree: Tree) => readonly number[]): Float64Array => Float64Array.from(trees.flatMap(of));
  return { nodes: Int32Array.from(nodes), thresholds: all((tree) => tree.threshold), values: all((tree) => tree.value), roots };
}

/** Made once for each forest, which never changes. */
const FLAT = new WeakMap<Forest, FlatForest>();
function flatOf(forest: Forest): FlatForest {
  const known = FLAT.get(forest) ?? flatten(forest);
  FLAT.set(forest, known);
  return known;
}

/** Where a value leads from a node. */
function next({ nodes, thresholds }: FlatForest, node: number, value: number): number {
  const way = value <= floatAt(thresholds, node) ? 1 : Number.isNaN(value) ? 3 : 2;
  return intAt(nodes, NODE * node + way);
}

/** What a forest says of some features. */
export function forestValue(forest: Forest, features: ArrayLike<number>): number {
  const flat = flatOf(forest);
  const { nodes, values, roots } = flat;
  let sum = forest.base;
  for (let i = 0; i < roots.length; i++) {
    let node = intAt(roots, i);
    for (let feature = intAt(nodes, NODE * node); feature >= 0; feature = intAt(nodes, NODE * node)) {
      node = next(flat, node, numberAt(features, feature));
    }
    sum += floatAt(values, node);
  }
  return sum;
}

/** By how much each feature moved what a forest says of some features. */
export function contributionsOf(forest: Forest, features: ArrayLike<number>): Float64Array {
  const flat = flatOf(forest);
  const { nodes, values, roots } = flat;
  const contributions = new Float64Array(features.length);
  for (let i = 0; i < roots.length; i++) {
    let node = intAt(roots, i);
    for (let feature = intAt(nodes, NODE * node); feature >= 0; feature = intAt(nodes, NODE * node)) {
      const child = next(flat, node, numberAt(features, feature));
      contributions[feature] = floatAt(contributions, feature) + floatAt(values, child) - floatAt(values, node);
      node = child;
    }
  }
  return contributions;
}

/** Some of the rows, each with the same chance. */
function sampled(count: number, share: number, random: () => number): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  return share >= 1 ? all : all.filter(() => random() < share);
}

/** One digit in ten thousand is enough of an arrival, and makes a model half as large. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

/** Some of the values. */
function picked(values: Float64Array, rows: Uint32Array): Float64Array {
  const some = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) some[i] = floatAt(values, rowAt(rows, i));
  return some;
}

const rowsOf = (columns: Columns): Float64Array[] =>
  Array.from(columns[0] ?? [], (_, row) => Float64Array.from(columns, (column) => floatAt(column, row)));

/**
 * Gradient boosting for a quantile: each tree is grown on the gradient of the pinball loss of those before it, which is no more than whether
 * a target lies above or below, and its leaves then say the quantile of what is left there. The same rows and seed give the same forest.
 */
export function growForest(columns: Columns, targets: Float64Array, options: ForestOptions): Forest {
  const { quantile, rounds, rate, sample, monotone } = options;
  const thresholds = columns.map(thresholdsOf);
  const bins = columns.map((column, feature) => binned(column, itemAt(thresholds, feature)));
  const random = seeded(options.seed);
  const base = rounded(quantileOf(targets.slice().sort(), quantile) || 0);
  const left = targets.map((target) => target - base);
  const leafValue = (rows: Uint32Array): number => rounded(rate * selectQuantile(picked(left, rows), quantile));
  const features = rowsOf(columns);
  const trees: Tree[] = [];
  for (let round = 0; round < rounds; round++) {
    const gradient = left.map((rest) => (rest > 0 ? quantile : quantile - 1));
    const rows = sampled(targets.length, sample, random);
    const tree = growTree(rows, { ...options, bins, thresholds, gradient, leafValue, monotone });
    trees.push(tree);
    for (let row = 0; row < left.length; row++) left[row] = floatAt(left, row) - treeValue(tree, itemAt(features, row));
  }
  return { base, trees };
}
