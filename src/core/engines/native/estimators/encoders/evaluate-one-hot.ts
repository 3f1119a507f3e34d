import { isWholeDtype } from '../../rows/element-type.ts';
import type { SparseMatrix } from '../../rows/matrix.ts';
import { numberRows } from '../../rows/number-rows.ts';
import { type RowOrigin, type Rows, countRows } from '../../rows/rows.ts';
import { zeroTensor } from '../../rows/take-items.ts';
import { checkShape } from '../../rows/to-matrix.ts';
import { findCategories } from './find-categories.ts';
import type { OneHotEncoderPlan } from './plans.ts';

/** sklearn.preprocessing.OneHotEncoder.transform. */
export function evaluateOneHot(plan: OneHotEncoderPlan, input: Rows, origin: RowOrigin): Rows {
  checkShape(input, plan.rules);
  const chosen = plan.features.map(({ table, columns, unknownColumn }, column) =>
    findCategories(input, { ...plan.categoryRules, column, table, origin }).map((place) =>
      place < 0 ? unknownColumn : Number(columns[place]),
    ),
  );
  const rowCount = countRows(input);
  return plan.isSparse ? sparseRows(plan, chosen, rowCount) : denseRows(plan, chosen, rowCount);
}

function sparseRows(
  plan: OneHotEncoderPlan,
  chosen: readonly Int32Array[],
  rowCount: number,
): SparseMatrix {
  const rowStarts = new Int32Array(rowCount + 1);
  const columns = new Int32Array(rowCount * chosen.length);
  let count = 0;
  for (let row = 0; row < rowCount; row += 1) {
    for (const feature of chosen) {
      const column = Number(feature[row]);
      if (column >= 0) columns[count++] = column;
    }
    rowStarts[row + 1] = count;
  }
  const { columnCount, dtype } = plan;
  const isFloat32 = dtype === 'float32';
  return {
    kind: 'sparse',
    rowCount,
    columnCount,
    rowStarts,
    columns: columns.slice(0, count),
    values: (isFloat32 ? new Float32Array(count) : new Float64Array(count)).fill(1),
    isFloat32,
    ...(isWholeDtype(dtype) && { wholeDtype: dtype }),
  };
}

function denseRows(plan: OneHotEncoderPlan, chosen: readonly Int32Array[], rowCount: number): Rows {
  const { columnCount } = plan;
  const tensor = zeroTensor(plan.dtype, [rowCount, columnCount]);
  const { values } = tensor;
  const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array;
  for (const feature of chosen) {
    feature.forEach((column, row) => {
      if (column < 0) return;
      if (isBig) values[row * columnCount + column] = 1n;
      else values[row * columnCount + column] = 1;
    });
  }
  return numberRows(tensor);
}
