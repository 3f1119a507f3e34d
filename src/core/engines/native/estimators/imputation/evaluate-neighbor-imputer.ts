import { argPartition } from '../../evaluate/arg-partition.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { stackColumns } from '../../rows/stack-columns.ts';
import { indicateGaps } from './indicate-gaps.ts';
import type { NeighborImputerPlan } from './plans.ts';
import { type GappedRows, readFloatGaps } from './read-gaps.ts';

/** sklearn.impute.KNNImputer.transform. */
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
  const donors = new Map<number, Int32Array>();
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * columnCount;
    let distances: Float64Array | undefined;
    for (let column = 0; column < columnCount; column += 1) {
      if (rows.gaps[start + column] !== 1 || plan.isValid[column] !== 1) continue;
      distances ??= distancesOf(plan, matrix, { gaps: rows.gaps, start });
      const rowsOfColumn = donors.get(column) ?? donorsOf(plan, column);
      donors.set(column, rowsOfColumn);
      values[start + column] = imputedValue(plan, distances, { donors: rowsOfColumn, column });
    }
  }
  return { ...matrix, values };
}

/**
 * sklearn.metrics.pairwise.nan_euclidean_distances of one row to all that were fitted. Between two
 * rows of float32 the products are added up in float64, and every step after that is in float32.
 */
function distancesOf(
  plan: NeighborImputerPlan,
  { values, isFloat32 }: Matrix,
  { gaps, start }: { readonly gaps: Uint8Array; readonly start: number },
): Float64Array {
  const { fitted, fittedGaps } = plan;
  const width = fitted.columnCount;
  const round = isFloat32 && fitted.isFloat32 ? Math.fround : Number;
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
      if (isOtherGap) sums.ownGap += round(x * x);
      if (isGap) sums.otherGap += round(y * y);
      if (!isGap && !isOtherGap) sums.present += 1;
    }
    if (sums.present === 0) return Number.NaN;
    const euclidean = round(Math.max(-2 * sums.product + sums.own + sums.other, 0));
    const rest = round(round(euclidean - round(sums.ownGap)) - round(sums.otherGap));
    return round(Math.sqrt(round(round(Math.max(rest, 0) / sums.present) * width)));
  });
}

/** The fitted rows that have a value in a column. */
function donorsOf({ fitted, fittedGaps }: NeighborImputerPlan, column: number): Int32Array {
  const rows = Int32Array.from({ length: fitted.rowCount }, (_, row) => row);
  return rows.filter((row) => fittedGaps[row * fitted.columnCount + column] !== 1);
}

/**
 * KNNImputer._calc_impute. Of donors at the same distance those count that NumPy's own code picks;
 * with AVX-512 NumPy 2 leaves that to the processor.
 */
function imputedValue(
  plan: NeighborImputerPlan,
  distances: Float64Array,
  { donors, column }: { readonly donors: Int32Array; readonly column: number },
): number {
  const { fitted } = plan;
  const width = fitted.columnCount;
  const valueOf = (row: number): number => Number(fitted.values[row * width + column]);
  const ways = Float64Array.from(donors, (row) => Number(distances[row]));
  if (ways.every(Number.isNaN)) {
    return donors.reduce((sum, row) => sum + valueOf(row), 0) / donors.length;
  }
  const chosen = argPartition(ways, Math.min(plan.neighborCount, donors.length));
  const weights = weightsOf(
    plan,
    Array.from(chosen, (at) => Number(ways[at])),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = weights.reduce(
    (sum, weight, at) => sum + valueOf(donors[chosen[at] ?? 0] ?? 0) * weight,
    0,
  );
  return weighted / total;
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
