import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { kernelValues } from './kernel-values.ts';
import type { SupportVectors, SvmClassifierPlan } from './plans.ts';

/** One decision value a row, as regressors and OneClassSVM have (svm_predict_values). */
export function singleDecisions(
  support: SupportVectors,
  matrix: Matrix | SparseMatrix,
): Float64Array<ArrayBuffer> {
  const decisions = new Float64Array(matrix.rowCount);
  const kernel = new Float64Array(support.count);
  for (let row = 0; row < matrix.rowCount; row += 1) {
    kernelValues(support, matrix, { row, result: kernel });
    let sum = 0;
    for (let at = 0; at < support.count; at += 1) {
      sum += Number(support.coefficients[at]) * Number(kernel[at]);
    }
    decisions[row] = sum + Number(support.intercepts[0]);
  }
  return decisions;
}

/**
 * A decision value for each pair of classes, row after row, in libsvm's own signs: above zero
 * speaks for the first of the pair (svm_predict_values for C_SVC and NU_SVC).
 */
export function pairDecisions(
  plan: SvmClassifierPlan,
  matrix: Matrix | SparseMatrix,
): Float64Array<ArrayBuffer> {
  const { support, classStarts } = plan;
  const classCount = classStarts.length - 1;
  const pairCount = (classCount * (classCount - 1)) / 2;
  const decisions = new Float64Array(matrix.rowCount * pairCount);
  const kernel = new Float64Array(support.count);
  let target = 0;
  for (let row = 0; row < matrix.rowCount; row += 1) {
    kernelValues(support, matrix, { row, result: kernel });
    for (let first = 0, pair = 0; first < classCount; first += 1) {
      for (let second = first + 1; second < classCount; second += 1, pair += 1) {
        const sum =
          sumOfClass(plan, kernel, { members: first, row: second - 1 }) +
          sumOfClass(plan, kernel, { members: second, row: first });
        decisions[target] = sum + Number(support.intercepts[pair]);
        target += 1;
      }
    }
  }
  return decisions;
}

/** The support vectors of one class, weighed by one row of the coefficients. */
function sumOfClass(
  { support, classStarts }: SvmClassifierPlan,
  kernel: Float64Array,
  { members, row }: { readonly members: number; readonly row: number },
): number {
  const end = Number(classStarts[members + 1]);
  const offset = row * support.count;
  let sum = 0;
  for (let at = Number(classStarts[members]); at < end; at += 1) {
    sum += Number(support.coefficients[offset + at]) * Number(kernel[at]);
  }
  return sum;
}
