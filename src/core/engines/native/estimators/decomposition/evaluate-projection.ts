import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { toDense } from '../../rows/dense.ts';
import type { ProjectionPlan } from './plans.ts';

/** `(X - mean) @ components.T / scale`, or with the projected mean subtracted afterwards. */
export function evaluateProjection(plan: ProjectionPlan, rows: Matrix | SparseMatrix): Matrix {
  const isDenseNeeded = plan.mean !== undefined && plan.centering !== 'after';
  const source = rows.kind === 'sparse' && isDenseNeeded ? toDense(rows) : rows;
  const keepsFloat32 = plan.isFloat32 && (plan.isFloat32Mean || plan.centering === 'in-place');
  const isFloat32 = rows.isFloat32 && keepsFloat32;
  const sums =
    source.kind === 'sparse'
      ? projectSparse(plan, source)
      : projectDense(plan, center(plan, source));
  adjust(plan, sums);
  return {
    kind: 'matrix',
    rowCount: rows.rowCount,
    columnCount: plan.componentCount,
    values: isFloat32 ? Float32Array.from(sums) : sums,
    isFloat32,
  };
}

/** What is done with the components after the projection, in place. */
function adjust(plan: ProjectionPlan, sums: Float64Array): void {
  const { componentCount, mean, scale } = plan;
  const exact = mean && plan.centering === 'after' ? projectOne(plan, mean) : undefined;
  // A model that was fitted to float32 projects its mean in float32, for every input.
  const shift = plan.isFloat32 && plan.isFloat32Mean ? exact?.map(Math.fround) : exact;
  if (!shift && !scale) return;
  for (let at = 0; at < sums.length; at += 1) {
    const component = at % componentCount;
    const shifted = Number(sums[at]) - (shift ? Number(shift[component]) : 0);
    sums[at] = scale ? shifted / Number(scale[component]) : shifted;
  }
}

/** FastICA subtracts in place, which keeps float32; elsewhere a mean in float64 widens it. */
function center(plan: ProjectionPlan, matrix: Matrix): Matrix {
  const { mean } = plan;
  if (!mean || plan.centering === 'after') return matrix;
  const { columnCount } = matrix;
  const isNarrow = matrix.isFloat32 && (plan.isFloat32Mean || plan.centering === 'in-place');
  const values = isNarrow ? matrix.values.slice() : Float64Array.from(matrix.values);
  for (let at = 0; at < values.length; at += 1) {
    values[at] = Number(values[at]) - Number(mean[at % columnCount]);
  }
  return { ...matrix, values, isFloat32: isNarrow };
}

function projectDense(plan: ProjectionPlan, matrix: Matrix): Float64Array<ArrayBuffer> {
  const { components, componentCount } = plan;
  const { rowCount, columnCount, values } = matrix;
  const sums = new Float64Array(rowCount * componentCount);
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * columnCount;
    for (let component = 0; component < componentCount; component += 1) {
      const first = component * columnCount;
      let sum = 0;
      for (let column = 0; column < columnCount; column += 1) {
        sum += (values[start + column] as number) * (components[first + column] as number);
      }
      sums[row * componentCount + component] = sum;
    }
  }
  return sums;
}

function projectOne(plan: ProjectionPlan, values: Float64Array): Float64Array {
  const columnCount = values.length;
  return projectDense(plan, { kind: 'matrix', rowCount: 1, columnCount, values, isFloat32: false });
}

function projectSparse(plan: ProjectionPlan, sparse: SparseMatrix): Float64Array<ArrayBuffer> {
  const { components, componentCount } = plan;
  const { rowCount, columnCount, rowStarts, columns, values } = sparse;
  const sums = new Float64Array(rowCount * componentCount);
  for (let row = 0; row < rowCount; row += 1) {
    const target = row * componentCount;
    for (let at = Number(rowStarts[row]); at < Number(rowStarts[row + 1]); at += 1) {
      const value = values[at] as number;
      let place = columns[at] as number;
      for (let component = 0; component < componentCount; component += 1) {
        sums[target + component] =
          (sums[target + component] as number) + value * (components[place] as number);
        place += columnCount;
      }
    }
  }
  return sums;
}
