import { MlflowError } from '../../../../errors.ts';
import type { Tensor } from '../../../../data/tensor.ts';
import { argMaxOfRows } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { coupleProbabilities } from './couple-probabilities.ts';
import { pairDecisions, singleDecisions } from './decision-values.ts';
import { mostVotes, oneAgainstRest } from './pair-votes.ts';
import type {
  Sigmoids,
  SvmClassifierPlan,
  SvmOneClassPlan,
  SvmPlan,
  SvmRegressorPlan,
} from './plans.ts';

/** BaseLibSVM._validate_for_predict: a model fitted on dense rows refuses sparse ones. */
export function toSvmMatrix(plan: SvmPlan, input: Rows, origin: RowOrigin): Matrix | SparseMatrix {
  if (input.kind === 'sparse' && plan.support.vectors.kind === 'dense') {
    throw new MlflowError(
      'BAD_REQUEST',
      `${plan.rules.estimator} was fitted on dense rows and does not accept sparse ones, which the step before it yields.`,
    );
  }
  return toAnyMatrix(input, plan.rules, origin);
}

/** sklearn.svm.SVC and NuSVC. */
export function evaluateSvmClassifier(
  plan: SvmClassifierPlan,
  matrix: Matrix | SparseMatrix,
  method: PredictMethod,
): Tensor {
  const { rowCount } = matrix;
  const classCount = plan.classStarts.length - 1;
  const decisions = pairDecisions(plan, matrix);
  if (method === 'predict') return takeLabels(plan.labels, chosenClasses(plan, decisions));
  if (method === 'decision_function') {
    if (classCount === 2) return floatTensor(negated(decisions), [rowCount]);
    if (plan.isOneAgainstRest) {
      return floatTensor(oneAgainstRest(decisions, classCount), [rowCount, classCount]);
    }
    return floatTensor(decisions, [rowCount, decisions.length / rowCount]);
  }
  if (!plan.sigmoids) throw new Error('An SVC without probabilities was asked for them.');
  const values = probabilitiesOf(decisions, plan.sigmoids, classCount);
  const shape = [rowCount, classCount];
  return floatTensor(method === 'predict_log_proba' ? logOf(values) : values, shape);
}

/** sklearn.svm.SVR and NuSVR. */
export function evaluateSvmRegressor(
  plan: SvmRegressorPlan,
  matrix: Matrix | SparseMatrix,
): Tensor {
  return floatTensor(singleDecisions(plan.support, matrix), [matrix.rowCount]);
}

/** sklearn.svm.OneClassSVM: 1 for rows inside, -1 for outliers. */
export function evaluateSvmOneClass(
  plan: SvmOneClassPlan,
  matrix: Matrix | SparseMatrix,
  method: PredictMethod,
): Tensor {
  const shape = [matrix.rowCount];
  const decisions = singleDecisions(plan.support, matrix);
  if (method === 'predict') {
    const values = BigInt64Array.from(decisions, (decision) => (decision > 0 ? 1n : -1n));
    return { kind: 'tensor', dtype: 'int64', shape, values };
  }
  const shift = method === 'score_samples' ? plan.offset : 0;
  return floatTensor(shift === 0 ? decisions : decisions.map((value) => value + shift), shape);
}

function chosenClasses(plan: SvmClassifierPlan, decisions: Float64Array): Int32Array {
  const classCount = plan.classStarts.length - 1;
  const pairCount = (classCount * (classCount - 1)) / 2;
  const rowCount = decisions.length / pairCount;
  if (plan.breaksTies && classCount > 2) {
    return argMaxOfRows(oneAgainstRest(decisions, classCount), classCount);
  }
  return Int32Array.from({ length: rowCount }, (_, row) =>
    mostVotes(decisions, row * pairCount, classCount),
  );
}

/** scikit-learn turns the sign for two classes, so that above zero speaks for the second. */
function negated(values: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(values, (value) => -value);
}

function probabilitiesOf(
  decisions: Float64Array,
  sigmoids: Sigmoids,
  classCount: number,
): Float64Array<ArrayBuffer> {
  const pairCount = (classCount * (classCount - 1)) / 2;
  const rowCount = decisions.length / pairCount;
  const values = new Float64Array(rowCount * classCount);
  for (let row = 0; row < rowCount; row += 1) {
    coupleProbabilities(
      decisions.subarray(row * pairCount, (row + 1) * pairCount),
      sigmoids,
      values.subarray(row * classCount, (row + 1) * classCount),
    );
  }
  return values;
}
