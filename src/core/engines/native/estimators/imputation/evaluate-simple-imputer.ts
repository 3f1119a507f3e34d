import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { joinParts } from '../../rows/join-parts.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { indicateGaps } from './indicate-gaps.ts';
import type { Fill, SimpleImputerPlan } from './plans.ts';
import { type GappedRows, readAnyGaps, readFloatGaps } from './read-gaps.ts';

/** sklearn.impute.SimpleImputer.transform. */
export function evaluateSimpleImputer(
  plan: SimpleImputerPlan,
  input: Rows,
  origin: RowOrigin,
): Rows {
  const reading = { ...plan, origin };
  const rows = plan.isNumeric
    ? readFloatGaps(input, reading)
    : readAnyGaps(input, reading, plan.takesObjects);
  if (plan.refusesIntegers) checkIntegers(plan, rows);
  const isSparse = input.kind === 'sparse';
  const filled = isSparse
    ? fillEntries(plan, rows, toAnyMatrix(input, plan.rules, origin))
    : fillGaps(plan, rows);
  if (!plan.indicated) return filled;
  const parts = [filled, indicateGaps(rows, plan.indicated)];
  return joinParts(parts, { rowCount: rows.rowCount, isSparse, origin });
}

/** Sparse rows stay sparse: what is absent from them is a zero, or missing for XGBoost. */
function fillEntries(
  { kept, fills }: SimpleImputerPlan,
  { gaps, columnCount }: GappedRows,
  sparse: Matrix | SparseMatrix,
): SparseMatrix {
  // The same kind comes back, with values of its own.
  const filled = selectColumns(sparse, kept) as SparseMatrix;
  for (let row = 0; row < filled.rowCount; row += 1) {
    const end = Number(filled.rowStarts[row + 1]);
    for (let at = Number(filled.rowStarts[row]); at < end; at += 1) {
      const column = Number(filled.columns[at]);
      const gap = row * columnCount + Number(kept[column]);
      if (gaps[gap] === 1) filled.values[at] = Number(fills[column]);
    }
  }
  return filled;
}

function checkIntegers(plan: SimpleImputerPlan, { values }: GappedRows): void {
  if (values.kind === 'matrix' || values.dtype === 'object') return;
  throw new MlflowError(
    'BAD_REQUEST',
    `The input has the type ${values.dtype}, but ${plan.rules.estimator} was fitted to floats and ` +
      'cannot fill integers with them; send floats, such as 1.0.',
  );
}

function fillGaps(plan: SimpleImputerPlan, rows: GappedRows): Matrix | Tensor {
  const { kept, fills } = plan;
  // The same kind comes back: a matrix or a tensor.
  const filled = selectColumns(rows.values, kept) as Matrix | Tensor;
  const write = fillWriter(filled.values, plan);
  kept.forEach((feature, column) => {
    for (let row = 0; row < rows.rowCount; row += 1) {
      if (rows.gaps[row * rows.columnCount + feature] !== 1) continue;
      write(row * kept.length + column, fills[column] ?? null);
    }
  });
  return filled;
}

/** Writes into values that were copied, with the casts of NumPy's assignment. */
function fillWriter(
  values: (Matrix | Tensor)['values'],
  plan: SimpleImputerPlan,
): (at: number, fill: Fill) => void {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return (at, fill) => (values[at] = BigInt(Math.trunc(numberOf(fill, plan))));
  }
  if (ArrayBuffer.isView(values)) return (at, fill) => (values[at] = numberOf(fill, plan));
  // An array of objects, which selectColumns has made anew.
  const cells = values as unknown[];
  return (at, fill) => (cells[at] = fill ?? Number.NaN);
}

function numberOf(fill: Fill, plan: SimpleImputerPlan): number {
  if (typeof fill !== 'string' && fill !== null) return Number(fill);
  throw new MlflowError(
    'BAD_REQUEST',
    `The input holds numbers with gaps, but ${plan.rules.estimator} fills them with ` +
      `${JSON.stringify(fill)}; send texts as the model was fitted to.`,
  );
}
