import type { Matrix } from '../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { stackColumns } from '../../rows/stack-columns.ts';
import { indicateGaps } from './indicate-gaps.ts';
import type { NeighborImputerPlan } from './plans.ts';
import { type GappedRows, readFloatGaps } from './read-gaps.ts';

/**
 * sklearn.impute.KNNImputer.transform. Of donors at the same distance the first ones count;
 * NumPy's argpartition takes any.
 */
export function evaluateNeighborImputer(
  plan: NeighborImputerPlan,
  input: Rows,
  origin: RowOrigin,
): Rows {
  const rows = readFloatGaps(input, { ...plan, origin });
  const filled = fillFromNeighbors(plan, rows);
  const imputed = keepColumns(plan, filled);
  const counts = plan.ignoresEmpty
    ? (at: number) => plan.isValid[at % rows.columnCount] === 1
    : () => true;
  const hasGap = rows.gaps.some((gap, at) => gap === 1 && counts(at));
  if (!plan.indicated || (!hasGap && !plan.alwaysIndicates)) return imputed;
  return stackColumns([imputed, indicateGaps(rows, plan.indicated)]);
}

function keepColumns({ isValid, keepsEmpty }: NeighborImputerPlan, matrix: Matrix): Matrix {
  if (isValid.every((flag) => flag === 1)) return matrix;
  if (keepsEmpty) {
    const { columnCount } = matrix;
    const values = matrix.values.map((value, at) => (isValid[at % columnCount] === 1 ? value : 0));
    return { ...matrix, values };
  }
  const kept = [...isValid.keys()].filter((column) => isValid[column] === 1);
  // A matrix stays one.
  return selectColumns(matrix, kept) as Matrix;
}

function fillFromNeighbors(plan: NeighborImputerPlan, rows: GappedRows): Matrix {
  // readFloatGaps always yields a matrix.
  const matrix = rows.values as Matrix;
  const { columnCount, rowCount } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * columnCount;
    let distances: Float64Array | undefined;
    for (let column = 0; column < columnCount; column += 1) {
      if (rows.gaps[start + column] !== 1 || plan.isValid[column] !== 1) continue;
      distances ??= distancesOf(plan, matrix.values, { gaps: rows.gaps, start });
      values[start + column] = imputedValue(plan, distances, column);
    }
  }
  return { ...matrix, values };
}

/** sklearn.metrics.pairwise.nan_euclidean_distances of one row to all that were fitted. */
function distancesOf(
  plan: NeighborImputerPlan,
  values: Matrix['values'],
  { gaps, start }: { readonly gaps: Uint8Array; readonly start: number },
): Float64Array {
  const { fitted, fittedGaps } = plan;
  const width = fitted.columnCount;
  return Float64Array.from({ length: fitted.rowCount }, (_, row) => {
    const sums = { own: 0, other: 0, product: 0, ownGap: 0, otherGap: 0, present: 0 };
    for (let column = 0; column < width; column += 1) {
      const isGap = gaps[start + column] === 1;
      const isOtherGap = fittedGaps[row * width + column] === 1;
      const x = isGap ? 0 : Number(values[start + column]);
      const y = isOtherGap ? 0 : Number(fitted.values[row * width + column]);
      sums.own += x * x;
      sums.other += y * y;
      sums.product += x * y;
      if (isOtherGap) sums.ownGap += x * x;
      if (isGap) sums.otherGap += y * y;
      if (!isGap && !isOtherGap) sums.present += 1;
    }
    if (sums.present === 0) return Number.NaN;
    const euclidean = Math.max(-2 * sums.product + sums.own + sums.other, 0);
    const squared = Math.max(euclidean - sums.ownGap - sums.otherGap, 0);
    return Math.sqrt((squared / sums.present) * width);
  });
}

function imputedValue(plan: NeighborImputerPlan, distances: Float64Array, column: number): number {
  const { fitted, fittedGaps } = plan;
  const width = fitted.columnCount;
  const donors = [...distances.keys()].filter((row) => fittedGaps[row * width + column] !== 1);
  const valueOf = (row: number): number => Number(fitted.values[row * width + column]);
  const near = donors.filter((row) => !Number.isNaN(distances[row]));
  if (near.length === 0) return donors.reduce((sum, row) => sum + valueOf(row), 0) / donors.length;
  near.sort((one, other) => Number(distances[one]) - Number(distances[other]) || one - other);
  const far = donors.filter((row) => Number.isNaN(distances[row]));
  const chosen = [...near, ...far].slice(0, plan.neighborCount);
  const weights = weightsOf(
    plan,
    chosen.map((row) => Number(distances[row])),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return chosen.reduce((sum, row, at) => sum + valueOf(row) * Number(weights[at]), 0) / total;
}

/** sklearn.neighbors._base._get_weights; a donor at no distance at all counts alone. */
function weightsOf(plan: NeighborImputerPlan, distances: readonly number[]): number[] {
  if (plan.weights === 'uniform') {
    return distances.map((distance) => (plan.ignoresDistant && Number.isNaN(distance) ? 0 : 1));
  }
  const hasZero = distances.includes(0);
  return distances.map((distance) => {
    if (Number.isNaN(distance)) return 0;
    return hasZero ? Number(distance === 0) : 1 / distance;
  });
}
