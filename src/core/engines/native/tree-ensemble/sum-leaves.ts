import type { Matrix } from '../rows/matrix.ts';
import { type CategorySets, type TreeEnsemble, nodeFlags } from './tree-ensemble.ts';

/**
 * The sums of all trees for every row: `outputCount` numbers a row. Trees are added in their
 * order, beginning with the ensemble's initial numbers.
 */
export function sumLeaves(ensemble: TreeEnsemble, matrix: Matrix): Float64Array<ArrayBuffer> {
  const { outputCount, initial, roots } = ensemble;
  const sums = new Float64Array(matrix.rowCount * outputCount);
  for (let at = 0; at < sums.length; at += 1) sums[at] = initial[at % outputCount] as number;
  for (let tree = 0; tree < roots.length; tree += 1) addLeaves(ensemble, tree, { matrix, sums });
  return sums;
}

/** Walks one tree for every row. Indices were checked at load, so the casts hide no gap. */
function addLeaves(
  ensemble: TreeEnsemble,
  tree: number,
  { matrix, sums }: { readonly matrix: Matrix; readonly sums: Float64Array },
): void {
  const { leafValues, valueCount, outputCount, addsFloat32 } = ensemble;
  const { columnCount, rowCount } = matrix;
  const root = ensemble.roots[tree] as number;
  const output = ensemble.outputs[tree] as number;
  for (let row = 0; row < rowCount; row += 1) {
    const leaf = findLeaf(ensemble, root, matrix.values, row * columnCount) * valueCount;
    const target = row * outputCount + output;
    for (let at = 0; at < valueCount; at += 1) {
      const sum = (sums[target + at] as number) + (leafValues[leaf + at] as number);
      sums[target + at] = addsFloat32 ? Math.fround(sum) : sum;
    }
  }
}

/** The number of the leaf that the row at `start` reaches from the node `root`. */
// eslint-disable-next-line max-params -- the hot path builds no object
export function findLeaf(
  ensemble: TreeEnsemble,
  root: number,
  values: Float64Array | Float32Array,
  start: number,
): number {
  const { feature, threshold, left, right, flags, categories } = ensemble;
  let node = root;
  let column = feature[node] as number;
  while (column >= 0) {
    const value = values[start + column] as number;
    const flag = flags[node] as number;
    const goesLeft =
      flag < nodeFlags.zeroIsMissing
        ? value <= (threshold[node] as number) || (value !== value && flag !== 0)
        : goesLeftSpecially(value, flag, threshold[node] as number, categories);
    node = (goesLeft ? left[node] : right[node]) as number;
    column = feature[node] as number;
  }
  return left[node] as number;
}

/** Largest magnitude that LightGBM takes for zero (kZeroThreshold in include/LightGBM/meta.h). */
const zeroThreshold = 1.0000000180025095e-35;

// eslint-disable-next-line max-params -- the hot path builds no object
function goesLeftSpecially(
  value: number,
  flag: number,
  threshold: number,
  categories: CategorySets | undefined,
): boolean {
  const isZero = (flag & nodeFlags.zeroIsMissing) !== 0 && Math.abs(value) <= zeroThreshold;
  if (value !== value || isZero) return (flag & nodeFlags.missingLeft) !== 0;
  if ((flag & nodeFlags.categorical) === 0) return value <= threshold;
  return categories !== undefined && isInSet(categories, threshold, Math.trunc(value));
}

function isInSet({ starts, words }: CategorySets, set: number, category: number): boolean {
  const start = starts[set] as number;
  const length = (starts[set + 1] as number) - start;
  if (!(category >= 0 && category < length * 32)) return false;
  return (((words[start + (category >>> 5)] as number) >>> (category & 31)) & 1) === 1;
}
