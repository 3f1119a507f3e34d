import { numberRows } from '../../rows/number-rows.ts';
import { type RowOrigin, type Rows, countRows } from '../../rows/rows.ts';
import { zeroTensor } from '../../rows/take-items.ts';
import { checkShape } from '../../rows/to-matrix.ts';
import { findCategories } from './find-categories.ts';
import type { OrdinalEncoderPlan } from './plans.ts';

/** sklearn.preprocessing.OrdinalEncoder.transform. */
export function evaluateOrdinal(plan: OrdinalEncoderPlan, input: Rows, origin: RowOrigin): Rows {
  checkShape(input, plan.rules);
  const rowCount = countRows(input);
  const width = plan.features.length;
  const tensor = zeroTensor(plan.dtype, [rowCount, width]);
  const { values } = tensor;
  const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array;
  plan.features.forEach(({ table, codes }, column) => {
    const places = findCategories(input, { ...plan.categoryRules, column, table, origin });
    places.forEach((place, row) => {
      const code = place < 0 ? plan.unknownCode : Number(codes[place]);
      if (isBig) values[row * width + column] = BigInt(code);
      else if (tensor.dtype === 'bool') values[row * width + column] = Number(code !== 0);
      else values[row * width + column] = code;
    });
  });
  return numberRows(tensor);
}
