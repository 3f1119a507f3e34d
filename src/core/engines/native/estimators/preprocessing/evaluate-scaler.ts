import { MlflowError } from '../../../../errors.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { ColumnScalerPlan, ColumnStep } from './plans.ts';

/**
 * The arithmetic of a scaler with all rows. For float32 input every step is rounded to float32;
 * StandardScaler rounds its parameters first since 1.8, others never do.
 */
export function evaluateColumnScaler(
  plan: ColumnScalerPlan,
  rows: Matrix | SparseMatrix,
): Matrix | SparseMatrix {
  return rows.kind === 'sparse' ? scaleSparse(plan, rows) : scaleDense(plan, rows);
}

function scaleDense(plan: ColumnScalerPlan, matrix: Matrix): Matrix {
  const values = matrix.values.slice();
  const casts = plan.castsParameters && matrix.isFloat32;
  for (const { operation, values: saved } of plan.steps) {
    applyStep(values, operation, casts ? saved.map(Math.fround) : saved);
  }
  clip(values, plan.limits);
  return { ...matrix, values };
}

/** `parameters` has one number for each column. Storing into a Float32Array rounds. */
function applyStep(
  values: Float64Array | Float32Array,
  operation: ColumnStep['operation'],
  parameters: Float64Array,
): void {
  const width = parameters.length;
  const calculate = operations[operation];
  for (let start = 0; start < values.length; start += width) {
    for (let column = 0; column < width; column += 1) {
      const at = start + column;
      values[at] = calculate(values[at] as number, parameters[column] as number);
    }
  }
}

const operations: Readonly<Record<ColumnStep['operation'], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

/** numpy.clip: NaN stays. */
function clip(values: Float64Array | Float32Array, limits: ColumnScalerPlan['limits']): void {
  if (!limits) return;
  const [low, high] = limits;
  for (let at = 0; at < values.length; at += 1) {
    const value = Number(values[at]);
    if (value < low) values[at] = low;
    else if (value > high) values[at] = high;
  }
}

/** sklearn.utils.sparsefuncs.inplace_column_scale: times the reciprocal of the scale. */
function scaleSparse(plan: ColumnScalerPlan, sparse: SparseMatrix): SparseMatrix {
  const values = sparse.values.slice();
  for (const { operation, values: parameters } of plan.steps) {
    if (operation !== 'divide') {
      throw new MlflowError(
        'BAD_REQUEST',
        `${plan.rules.estimator} got sparse rows, which it cannot shift without filling in all zeros.`,
      );
    }
    const factors = parameters.map((parameter) => 1 / parameter);
    for (let at = 0; at < values.length; at += 1) {
      values[at] = Number(values[at]) * Number(factors[Number(sparse.columns[at])]);
    }
  }
  clip(values, plan.limits);
  return { ...sparse, values };
}
