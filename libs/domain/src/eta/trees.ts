import { itemAt } from '@waybill/events';
import { MISSING } from './bins';

/** Numbers at places that arrays have. An imported function is looked up at each call, and here it is asked for millions of times. */
const binAt = (bins: Uint8Array, place: number): number => bins[place] ?? 0;
const floatAt = (numbers: Float64Array, place: number): number => numbers[place] ?? Number.NaN;
const numberAt = (numbers: ArrayLike<number>, place: number): number => numbers[place] ?? Number.NaN;
const rowAt = (rows: Uint32Array, place: number): number => rows[place] ?? 0;

/**
 * A decision tree, node by node; the root is the first. A node with feature -1 is a leaf. Values up to the threshold go left, missing ones go
 * a way of their own. An inner node's value is the mean of what lies below it. Plain JSON.
 */
export interface Tree {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly missing: number[];
  readonly value: number[];
}

const emptyTree = (): Tree => ({ feature: [], threshold: [], left: [], right: [], missing: [], value: [] });

const nextNode = ({ threshold, left, right, missing }: Tree, node: number, value: number): number =>
  numberAt(value <= numberAt(threshold, node) ? left : Number.isNaN(value) ? missing : right, node);

/** What a tree says of some features. */
export function treeValue(tree: Tree, features: ArrayLike<number>): number {
  let node = 0;
  for (let feature = numberAt(tree.feature, 0); feature >= 0; feature = numberAt(tree.feature, node)) {
    node = nextNode(tree, node, numberAt(features, feature));
  }
  return numberAt(tree.value, node);
}

/** What a tree is grown from and by. */
export interface Growing {
  /** By feature: the bin of each row, and the thresholds between the bins. */
  readonly bins: readonly Uint8Array[];
  readonly thresholds: readonly (readonly number[])[];
  /** What the splits are to tell apart, by row. */
  readonly gradient: Float64Array;
  /** What a leaf says of its rows. */
  readonly leafValue: (rows: Uint32Array) => number;
  /** By feature: 1 when more of it must never give less, -1 when it must never give more, 0 when it may. */
  readonly monotone: readonly number[];
  readonly depth: number;
  readonly leastRows: number;
}

interface Split {
  readonly feature: number;
  /** The last bin that goes left. */
  readonly bin: number;
  readonly gain: number;
}
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Gains that differ by less than this are equal, and the first feature and threshold are taken. */
const EQUAL_GAIN = 1e-9;

const part = (sum: number, count: number): number => (count === 0 ? 0 : (sum * sum) / count);

/** The split of one feature that tells the gradients apart best. With nothing on the right it tells missing values from the others. */
function bestSplitBy(feature: number, rows: Uint32Array, { bins, gradient, leastRows, thresholds }: Growing): Split | undefined {
  const column = itemAt(bins, feature);
  const [sums, counts] = [new Float64Array(MISSING + 1), new Uint32Array(MISSING + 1)];
  for (let i = 0; i < rows.length; i++) {
    const row = rowAt(rows, i);
    const bin = binAt(column, row);
    sums[bin] = floatAt(sums, bin) + floatAt(gradient, row);
    counts[bin] = rowAt(counts, bin) + 1;
  }
  const [missingSum, missingCount] = [floatAt(sums, MISSING), rowAt(counts, MISSING)];
  const present = rows.length - missingCount;
  const sum = sums.reduce((a, b) => a + b, 0) - missingSum;
  const before = part(sum + missingSum, rows.length) - part(missingSum, missingCount);
  let best: Split | undefined;
  let [leftSum, leftCount] = [0, 0];
  for (let bin = 0; bin <= itemAt(thresholds, feature).length; bin++) {
    leftSum += floatAt(sums, bin);
    leftCount += rowAt(counts, bin);
    const rightCount = present - leftCount;
    if (counts[bin] === 0 || leftCount < leastRows || (rightCount < leastRows && (rightCount > 0 || missingCount < leastRows))) continue;
    const gain = part(leftSum, leftCount) + part(rightCount === 0 ? 0 : sum - leftSum, rightCount) - before;
    if (gain > (best?.gain ?? 0) + EQUAL_GAIN) best = { feature, bin, gain };
  }
  return best;
}

/** Rows on the three ways that a split leads. */
interface Ways {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly missing: Uint32Array;
}

function waysOf({ feature, bin }: Split, rows: Uint32Array, { bins }: Growing): Ways {
  const column = itemAt(bins, feature);
  const ways = [new Uint32Array(rows.length), new Uint32Array(rows.length), new Uint32Array(rows.length)] as const;
  const lengths: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const at = binAt(column, rowAt(rows, i));
    const way = at <= bin ? 0 : at === MISSING ? 2 : 1;
    ways[way][lengths[way]++] = rowAt(rows, i);
  }
  return {
    left: ways[0].subarray(0, lengths[0]),
    right: ways[1].subarray(0, lengths[1]),
    missing: ways[2].subarray(0, lengths[2]),
  };
}

/** The values between which both sides of a split have to stay; undefined when the split turns the wrong way. */
function boundsOf(
  { feature }: Split,
  { left, right }: Ways,
  { monotone, leafValue }: Growing,
  bounds: Bounds,
): { left: Bounds; right: Bounds } | undefined {
  const direction = monotone[feature] ?? 0;
  if (direction === 0 || right.length === 0) return { left: bounds, right: bounds };
  const [below, above] = [clamp(leafValue(left), bounds), clamp(leafValue(right), bounds)];
  if ((above - below) * direction < 0) return undefined;
  const middle = (below + above) / 2;
  const [lower, upper] = [
    { ...bounds, most: middle },
    { ...bounds, least: middle },
  ];
  return direction > 0 ? { left: lower, right: upper } : { left: upper, right: lower };
}

const clamp = (value: number, { least, most }: Bounds): number => Math.min(most, Math.max(least, value));

/** The best split that turns the right way, with where it leads. */
function chooseSplit(rows: Uint32Array, growing: Growing, bounds: Bounds) {
  const splits = growing.bins.flatMap((_, feature) => bestSplitBy(feature, rows, growing) ?? []);
  while (splits.length > 0) {
    const split = splits.reduce((best, one) => (one.gain > best.gain + EQUAL_GAIN ? one : best));
    const ways = waysOf(split, rows, growing);
    const within = boundsOf(split, ways, growing, bounds);
    if (within) return { split, ways, within };
    splits.splice(splits.indexOf(split), 1);
  }
  return undefined;
}

function addLeaf(tree: Tree, value: number): number {
  tree.feature.push(-1);
  for (const list of [tree.threshold, tree.left, tree.right, tree.missing]) list.push(0);
  return tree.value.push(value) - 1;
}

function grow(tree: Tree, rows: Uint32Array, growing: Growing, depth: number, bounds: Bounds): number {
  const chosen = depth < growing.depth && rows.length >= 2 * growing.leastRows ? chooseSplit(rows, growing, bounds) : undefined;
  const own = (): number => clamp(growing.leafValue(rows), bounds);
  if (!chosen) return addLeaf(tree, own());
  const { split, ways, within } = chosen;
  const node = addLeaf(tree, 0);
  const left = grow(tree, ways.left, growing, depth + 1, within.left);
  const right = ways.right.length > 0 ? grow(tree, ways.right, growing, depth + 1, within.right) : left;
  // Too few to say anything of: they are taken as all the rows of this node are.
  const missing = ways.missing.length >= growing.leastRows ? grow(tree, ways.missing, growing, depth + 1, bounds) : addLeaf(tree, own());
  const thresholds = itemAt(growing.thresholds, split.feature);
  tree.feature[node] = split.feature;
  tree.threshold[node] = thresholds[split.bin] ?? Number.MAX_VALUE;
  [tree.left[node], tree.right[node], tree.missing[node]] = [left, right, missing];
  const of = (child: number, { length }: Uint32Array): number => numberAt(tree.value, child) * length;
  tree.value[node] = (of(left, ways.left) + of(right, ways.right) + of(missing, ways.missing)) / rows.length;
  return node;
}

/** A tree over some rows. */
export function growTree(rows: Uint32Array, growing: Growing): Tree {
  const tree = emptyTree();
  grow(tree, rows, growing, 0, { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY });
  return tree;
}
