import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { columnLabel } from '../../rows/rows.ts';
import type { IndicatorPlan } from './plans.ts';
import { type GappedRows, readAnyGaps } from './read-gaps.ts';

/** The gaps of some features as booleans. */
export function indicateGaps(rows: GappedRows, features: Int32Array): Tensor {
  const { rowCount, columnCount, gaps } = rows;
  const values = new Uint8Array(rowCount * features.length);
  for (let row = 0, at = 0; row < rowCount; row += 1) {
    for (const feature of features) {
      values[at] = Number(gaps[row * columnCount + feature]);
      at += 1;
    }
  }
  return { kind: 'tensor', dtype: 'bool', shape: [rowCount, features.length], values };
}

/** sklearn.impute.MissingIndicator.transform. */
export function evaluateIndicator(plan: IndicatorPlan, input: Rows, origin: RowOrigin): Tensor {
  const rows = readAnyGaps(input, { ...plan, origin }, false);
  if (plan.refusesNew) checkNew(plan, rows, { input, origin });
  return indicateGaps(rows, plan.features);
}

function checkNew(
  plan: IndicatorPlan,
  { gaps, columnCount }: GappedRows,
  { input, origin }: { readonly input: Rows; readonly origin: RowOrigin },
): void {
  const known = new Set(plan.features);
  const at = gaps.findIndex(
    (isMissing, index) => isMissing === 1 && !known.has(index % columnCount),
  );
  if (at === -1) return;
  const row = origin.firstRow + Math.floor(at / columnCount);
  throw new MlflowError(
    'BAD_REQUEST',
    `The ${columnLabel(input, at % columnCount)} holds a missing value in row ${row}, ` +
      `but it had none when ${plan.rules.estimator} was fitted, which it does not accept.`,
  );
}
