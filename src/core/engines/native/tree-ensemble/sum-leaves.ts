import type { Matrix } from '../rows/matrix.ts';
import type { LeafFinder } from './leaf-finder.ts';
import { leafFindersOf } from './leaf-finders.ts';
import { splitValue } from './split-value.ts';
import { type TreeEnsemble, nodeFlags } from './tree-ensemble.ts';

/** From so many rows on, the preparations for a block of rows pay. */
const fewestRowsOfBlock = 8;
/** From so many trees on, it pays to follow one row down several of them at once. */
const fewestTreesOfRow = 8;

/**
 * The sums of all trees for every row: `outputCount` numbers a row. Trees are added in their
 * order, beginning with the ensemble's initial numbers. WebAssembly finds the leaves where it can
 * and where it pays, and they are added here, so that all ways give the same bits.
 */
export function sumLeaves(ensemble: TreeEnsemble, matrix: Matrix): Float64Array<ArrayBuffer> {
  const { outputCount, initial, roots } = ensemble;
  const sums = new Float64Array(matrix.rowCount * outputCount);
  for (let at = 0; at < sums.length; at += 1) sums[at] = initial[at % outputCount] as number;
  if (matrix.rowCount >= fewestRowsOfBlock) {
    const finder = leafFindersOf(ensemble).blocks;
    if (finder) {
      sumBlocks(ensemble, finder, { matrix, sums });
      return sums;
    }
  } else if (roots.length >= fewestTreesOfRow && sumRows(ensemble, { matrix, sums })) {
    return sums;
  }
  walkRows(ensemble, { matrix, sums });
  return sums;
}

interface Task {
  readonly matrix: Matrix;
  readonly sums: Float64Array;
}

function sumBlocks(ensemble: TreeEnsemble, finder: LeafFinder, { matrix, sums }: Task): void {
  const { blockRows } = finder;
  for (let firstRow = 0; firstRow < matrix.rowCount; firstRow += blockRows) {
    const count = Math.min(blockRows, matrix.rowCount - firstRow);
    finder.load({ matrix, firstRow, count });
    const target = sums.subarray(firstRow * ensemble.outputCount);
    for (let tree = 0; tree < ensemble.roots.length; tree += 1) {
      const leaves = finder.leavesOf(tree);
      addLeaves(ensemble, tree, { leaves, count, firstLeaf: finder.firstLeaf(tree), sums: target });
    }
  }
}

/** Adds what the leaves of one tree hold to the sums of consecutive rows. */
function addLeaves(
  { leafValues, valueCount, outputCount, addsFloat32, outputs }: TreeEnsemble,
  tree: number,
  found: {
    readonly leaves: Uint8Array | Int32Array;
    readonly firstLeaf: number;
    readonly count: number;
    readonly sums: Float64Array;
  },
): void {
  const { leaves, firstLeaf, count, sums } = found;
  const output = outputs[tree] as number;
  if (valueCount === 1 && outputCount === 1 && !addsFloat32) {
    for (let row = 0; row < count; row += 1) {
      (sums[row] as number) += leafValues[firstLeaf + (leaves[row] as number)] as number;
    }
    return;
  }
  for (let row = 0, target = output; row < count; row += 1, target += outputCount) {
    const leaf = (firstLeaf + (leaves[row] as number)) * valueCount;
    for (let at = 0; at < valueCount; at += 1) {
      const sum = (sums[target + at] as number) + (leafValues[leaf + at] as number);
      sums[target + at] = addsFloat32 ? Math.fround(sum) : sum;
    }
  }
}

/** Row by row; false where that has no better way than the array walker's. */
function sumRows(ensemble: TreeEnsemble, { matrix, sums }: Task): boolean {
  const { leafValues, valueCount, outputCount, addsFloat32, outputs, roots, program } = ensemble;
  if (!program || program.rules.length > roots.length) return false;
  const finder = leafFindersOf(ensemble).rows;
  if (!finder) return false;
  for (let row = 0; row < matrix.rowCount; row += 1) {
    const leaves = finder.leavesOfRow(matrix.values, row * matrix.columnCount);
    for (let tree = 0; tree < roots.length; tree += 1) {
      const target = row * outputCount + (outputs[tree] as number);
      const leaf = (leaves[tree] as number) * valueCount;
      for (let at = 0; at < valueCount; at += 1) {
        const sum = (sums[target + at] as number) + (leafValues[leaf + at] as number);
        sums[target + at] = addsFloat32 ? Math.fround(sum) : sum;
      }
    }
  }
  return true;
}

/** The array walker: one row after the other, one tree after the other. */
export function walkRows(ensemble: TreeEnsemble, { matrix, sums }: Task): void {
  const { columnCount, rowCount } = matrix;
  const leaves = new Int32Array(rowCount);
  ensemble.roots.forEach((root, tree) => {
    for (let row = 0; row < rowCount; row += 1) {
      leaves[row] = findLeaf(ensemble, root, matrix.values, row * columnCount);
    }
    addLeaves(ensemble, tree, { leaves, firstLeaf: 0, count: rowCount, sums });
  });
}

/**
 * The number of the leaf that the row at `start` reaches from the node `root`. Indices were
 * checked at load, so the casts hide no gap.
 */
// eslint-disable-next-line max-params -- the hot path builds no object
function findLeaf(
  ensemble: TreeEnsemble,
  root: number,
  values: Float64Array | Float32Array,
  start: number,
): number {
  const { feature, threshold, left, right, flags } = ensemble;
  let node = root;
  let column = feature[node] as number;
  while (column >= 0) {
    const value = values[start + column] as number;
    const flag = flags[node] as number;
    const goesLeft =
      flag < nodeFlags.zeroIsMissing
        ? value <= (threshold[node] as number) || (value !== value && flag !== 0)
        : goesLeftSpecially(ensemble, node, value);
    node = (goesLeft ? left[node] : right[node]) as number;
    column = feature[node] as number;
  }
  return left[node] as number;
}

function goesLeftSpecially(ensemble: TreeEnsemble, node: number, value: number): boolean {
  const { feature, flags, threshold, categories } = ensemble;
  const limit = threshold[node] as number;
  const rule = { feature: feature[node] as number, flags: flags[node] as number, set: limit };
  return splitValue(value, rule, categories) <= limit;
}
