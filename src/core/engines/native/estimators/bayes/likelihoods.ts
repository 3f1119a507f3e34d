import { MlflowError } from '../../../../errors.ts';
import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { RowOrigin } from '../../rows/rows.ts';
import type { CategoricalBayesPlan, GaussianBayesPlan, LinearBayesPlan } from './plans.ts';

/** GaussianNB._joint_log_likelihood, a row of classes for each row of the input. */
export function gaussianLikelihoods(
  plan: GaussianBayesPlan,
  { rowCount, columnCount, values, isFloat32 }: Matrix,
): Float64Array<ArrayBuffer> {
  const classCount = plan.constants.length;
  const result = new Float64Array(rowCount * classCount);
  const terms = new Float64Array(columnCount);
  const round = isFloat32 && plan.isFloat32 ? Math.fround : Number;
  for (let row = 0; row < rowCount; row += 1) {
    for (let index = 0; index < classCount; index += 1) {
      const first = index * columnCount;
      for (let column = 0; column < columnCount; column += 1) {
        const distance = round(
          Number(values[row * columnCount + column]) - Number(plan.means[first + column]),
        );
        const square = round(distance * distance);
        terms[column] = round(square / Number(plan.variances[first + column]));
      }
      const density =
        Number(plan.constants[index]) - 0.5 * round(pairwiseSum(terms, 0, columnCount));
      result[row * classCount + index] = round(Number(plan.logPriors[index]) + round(density));
    }
  }
  return result;
}

/** _joint_log_likelihood of MultinomialNB, ComplementNB and BernoulliNB. */
export function linearLikelihoods(
  plan: LinearBayesPlan,
  matrix: Matrix | SparseMatrix,
): Float64Array<ArrayBuffer> {
  const classCount = plan.constants.length;
  const { rowCount } = matrix;
  const result = new Float64Array(rowCount * classCount);
  const sumOfRow = matrix.kind === 'sparse' ? sparseSum(plan, matrix) : denseSum(plan, matrix);
  for (let row = 0; row < rowCount; row += 1) {
    for (let index = 0; index < classCount; index += 1) {
      result[row * classCount + index] = sumOfRow(row, index) + Number(plan.constants[index]);
    }
  }
  return result;
}

type SumOfRow = (row: number, index: number) => number;

function denseSum({ weights, threshold }: LinearBayesPlan, matrix: Matrix): SumOfRow {
  const { columnCount } = matrix;
  const values = binarized(matrix.values, threshold);
  return (row, index) => {
    let sum = 0;
    for (let column = 0; column < columnCount; column += 1) {
      const value = Number(values[row * columnCount + column]);
      sum += value * Number(weights[index * columnCount + column]);
    }
    return sum;
  };
}

/** What is zero is left out; sklearn.preprocessing.binarize refuses thresholds that change that. */
function sparseSum({ weights, threshold }: LinearBayesPlan, matrix: SparseMatrix): SumOfRow {
  if (threshold !== undefined && threshold < 0) {
    throw new MlflowError(
      'BAD_REQUEST',
      `BernoulliNB cannot binarize sparse rows with the threshold ${threshold}, which is below 0.`,
    );
  }
  const { columnCount, columns, rowStarts } = matrix;
  const values = binarized(matrix.values, threshold);
  return (row, index) => {
    const end = Number(rowStarts[row + 1]);
    let sum = 0;
    for (let at = Number(rowStarts[row]); at < end; at += 1) {
      const weight = weights[index * columnCount + Number(columns[at])];
      if (values[at] !== 0) sum += Number(values[at]) * Number(weight);
    }
    return sum;
  };
}

function binarized(
  values: Float64Array | Float32Array,
  threshold: number | undefined,
): Float64Array | Float32Array {
  return threshold === undefined ? values : values.map((value) => (value > threshold ? 1 : 0));
}

/** CategoricalNB._joint_log_likelihood; a category that it does not know is refused. */
export function categoricalLikelihoods(
  plan: CategoricalBayesPlan,
  { rowCount, columnCount, values }: Matrix,
  origin: RowOrigin,
): Float64Array<ArrayBuffer> {
  const classCount = plan.priors.length;
  const result = new Float64Array(rowCount * classCount);
  for (let row = 0; row < rowCount; row += 1) {
    plan.features.forEach(({ categoryCount, logProbabilities }, column) => {
      // A cast to integers cuts the fraction off, in NumPy too.
      const category = Math.trunc(Number(values[row * columnCount + column]));
      if (!(category >= 0 && category < categoryCount)) {
        throw unknownCategory({ category, categoryCount, column, row: origin.firstRow + row });
      }
      for (let index = 0; index < classCount; index += 1) {
        const at = row * classCount + index;
        result[at] =
          Number(result[at]) + Number(logProbabilities[index * categoryCount + category]);
      }
    });
    for (let index = 0; index < classCount; index += 1) {
      const at = row * classCount + index;
      result[at] = Number(result[at]) + Number(plan.priors[index]);
    }
  }
  return result;
}

function unknownCategory(found: {
  category: number;
  categoryCount: number;
  column: number;
  row: number;
}): MlflowError {
  const { category, categoryCount, column, row } = found;
  return new MlflowError(
    'BAD_REQUEST',
    `Column ${column} holds the category ${category} in row ${row}, but CategoricalNB knows 0 to ${categoryCount - 1} there.`,
  );
}
