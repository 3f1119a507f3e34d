import type { Matrix } from '../../rows/matrix.ts';
import { type RowOrigin, type Rows, countRows } from '../../rows/rows.ts';
import { checkShape } from '../../rows/to-matrix.ts';
import { findCategories } from './find-categories.ts';
import type { TargetEncoderPlan } from './plans.ts';

/** sklearn.preprocessing.TargetEncoder.transform: the classes of a feature beside one another. */
export function evaluateTargetEncoder(
  plan: TargetEncoderPlan,
  input: Rows,
  origin: RowOrigin,
): Matrix {
  checkShape(input, plan.rules);
  const rowCount = countRows(input);
  const columnCount = plan.encodings.length;
  const perFeature = plan.means.length;
  const values = new Float64Array(rowCount * columnCount);
  plan.tables.forEach((table, column) => {
    const places = findCategories(input, { ...plan.categoryRules, column, table, origin });
    for (let each = 0; each < perFeature; each += 1) {
      const output = column * perFeature + each;
      const encoding = plan.encodings[output];
      places.forEach((place, row) => {
        values[row * columnCount + output] = Number(
          place < 0 ? plan.means[each] : encoding?.[place],
        );
      });
    }
  });
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32: false };
}
