import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { toDense } from '../../rows/dense.ts';
import type { ProjectionPlan } from './plans.ts';

/** `((X - mean) @ components.T - shift) / scale`, each where the plan has it. */
export function evaluateProjection(plan: ProjectionPlan, rows: Matrix | SparseMatrix): Matrix {
  const source = rows.kind === 'sparse' && plan.mean ? toDense(rows) : rows;
  const isFloat32 = rows.isFloat32 && plan.isFloat32;
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
function adjust({ componentCount, shift, scale }: ProjectionPlan, sums: Float64Array): void {
  if (!shift && !scale) return;
  for (let at = 0; at < sums.length; at += 1) {
    const component = at % componentCount;
    const shifted = Number(sums[at]) - (shift ? Number(shift[component]) : 0);
    sums[at] = scale ? shifted / Number(scale[component]) : shifted;
  }
}

function center({ mean, isNarrowMean }: ProjectionPlan, matrix: Matrix): Matrix {
  if (!mean) return matrix;
  const { columnCount } = matrix;
  const isNarrow = matrix.isFloat32 && isNarrowMean;
  const values = isNarrow ? matrix.values.slice() : Float64Array.from(matrix.values);
  for (let at = 0; at < values.length; at += 1) {
    values[at] = Number(values[at]) - Number(mean[at % columnCount]);
  }
  return { ...matrix, values, isFloat32: isNarrow };
}

/** `X @ components.T`. */
export function projectDense(
  { components, componentCount }: Pick<ProjectionPlan, 'components' | 'componentCount'>,
  { rowCount, columnCount, values }: Pick<Matrix, 'rowCount' | 'columnCount' | 'values'>,
): Float64Array<ArrayBuffer> {
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
