import { MlflowError } from '../../../../../errors.ts';
import type { Tensor } from '../../../../../data/tensor.ts';
import { argMaxOfRows, logistic } from '../../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels, withComplement } from '../../../evaluate/output.ts';
import type { PredictMethod } from '../../../methods.ts';
import type { Matrix } from '../../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../../rows/rows.ts';
import { toMatrix } from '../../../rows/to-matrix.ts';
import { sumLeaves } from '../../../tree-ensemble/sum-leaves.ts';
import type { LightgbmPlan } from './lightgbm-plan.ts';
import { refuseObjects } from '../refuse-objects.ts';

/** `Booster.predict`, and the methods of the scikit-learn classes, in float64. */
export function evaluateLightgbm(
  plan: LightgbmPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor {
  const { classifier, ensemble } = plan;
  const width = ensemble.outputCount;
  const { rowCount } = matrix;
  const shape = width === 1 ? [rowCount] : [rowCount, width];
  const sums = sumLeaves(ensemble, matrix);
  if (method === 'decision_function') return floatTensor(sums, shape); // even forests' are sums
  const values = applyLink(plan, divide(sums, plan.divisor));
  if (!classifier) return floatTensor(values, shape);
  const columns = width === 1 ? withComplement(values) : values;
  const classCount = Math.max(2, width);
  if (method === 'predict_proba') return floatTensor(columns, [rowCount, classCount]);
  return takeLabels(classifier.labels, argMaxOfRows(columns, classCount));
}

/**
 * The input as LightGBM sees it. Throws MlflowError BAD_REQUEST for what lightgbm.basic refuses:
 * columns of objects, another number of features, a frame without the categories of the training.
 */
export function toLightgbmMatrix(source: Rows, plan: LightgbmPlan, origin: RowOrigin): Matrix {
  const { rules, categoryColumnCount } = plan;
  if (source.kind === 'table') {
    refuseObjects(source, rules.estimator);
    if (categoryColumnCount > 0) throw withoutCategories(plan);
  }
  const matrix = toMatrix(source, rules, origin);
  return isNarrowed(source, plan) ? narrow(matrix) : matrix;
}

/** lightgbm.basic._data_from_pandas: "train and valid dataset categorical_feature do not match". */
function withoutCategories({ rules, categoryColumnCount }: LightgbmPlan): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `The model was trained on ${categoryColumnCount} columns of the pandas dtype category, which no request has; ` +
      `${rules.estimator} of LightGBM refuses other columns in their place. Train with numbers for categories, or send an array of category numbers.`,
  );
}

const floatDtypes: ReadonlySet<string> = new Set(['float64', 'float32', 'object']);

/** Arrays of integers become float32 (Booster.__pred_for_np2d), and until 3.3 frames of them. */
function isNarrowed(source: Rows, { narrowsIntegers }: LightgbmPlan): boolean {
  if (source.kind === 'tensor') return !floatDtypes.has(source.dtype);
  if (source.kind !== 'table' || !narrowsIntegers) return false;
  return source.columns.every(({ dtype }) => dtype !== 'float64' && dtype !== 'float32');
}

function narrow(matrix: Matrix): Matrix {
  return { ...matrix, values: Float32Array.from(matrix.values), isFloat32: true };
}

function divide(sums: Float64Array<ArrayBuffer>, divisor: number): Float64Array<ArrayBuffer> {
  return divisor === 1 ? sums : sums.map((sum) => sum / divisor);
}

function applyLink(
  { link, ensemble }: LightgbmPlan,
  sums: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  switch (link.kind) {
    case 'identity':
      return sums;
    case 'squared':
      return sums.map((sum) => Math.sign(sum) * sum * sum);
    case 'exponential':
      return sums.map((sum) => Math.exp(sum));
    case 'log1p':
      return sums.map((sum) => Math.log1p(Math.exp(sum)));
    case 'logistic':
      return sums.map((sum) => logistic(link.sigmoid * sum));
    case 'softmax':
      return softmax(sums, ensemble.outputCount);
  }
}

/** Common::Softmax in include/LightGBM/utils/common.h: added up in turn. */
function softmax(sums: Float64Array<ArrayBuffer>, width: number): Float64Array<ArrayBuffer> {
  for (let start = 0; start < sums.length; start += width) {
    let largest = sums[start] as number;
    for (let at = start + 1; at < start + width; at += 1) {
      largest = Math.max(largest, sums[at] as number);
    }
    let total = 0;
    for (let at = start; at < start + width; at += 1) {
      sums[at] = Math.exp((sums[at] as number) - largest);
      total += sums[at] as number;
    }
    for (let at = start; at < start + width; at += 1) sums[at] = (sums[at] as number) / total;
  }
  return sums;
}
