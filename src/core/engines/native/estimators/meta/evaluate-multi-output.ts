import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { floatTensor, logOf } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { Rows } from '../../rows/rows.ts';
import { stackColumns, stackSparse } from '../../rows/stack-columns.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { askMember, askNumbers, columnsOfAnswers } from '../../evaluate/member-answers.ts';
import type { ChainPlan, MultiOutputPlan } from './plans.ts';

/** sklearn.multioutput.MultiOutputRegressor and MultiOutputClassifier: a column from each. */
export function evaluateMultiOutput(plan: MultiOutputPlan, input: Rows, call: Call): Tensor {
  const rows = plan.rules ? toAnyMatrix(input, plan.rules, call.origin) : input;
  return columnsOfAnswers(
    plan.members.map((part) => askMember(call, { part, method: 'predict' }, rows)),
  );
}

/** sklearn.multioutput.RegressorChain and ClassifierChain: each member sees the answers before. */
export function evaluateChain(plan: ChainPlan, input: Rows, call: Call): Tensor {
  const matrix = toAnyMatrix(input, plan.rules, call.origin);
  const { rowCount } = matrix;
  const count = plan.members.length;
  const method = call.method === 'predict_log_proba' ? 'predict_proba' : call.method;
  const links: Float64Array[] = [];
  const result = new Float64Array(rowCount * count);
  plan.members.forEach((part, at) => {
    const rows = augment(matrix, links);
    const link = scoresOf(plan, { part, method: plan.linkMethod, rows }, call);
    const answer = method === plan.linkMethod ? link : scoresOf(plan, { part, method, rows }, call);
    links.push(link);
    const output = plan.order[at] ?? 0;
    for (let row = 0; row < rowCount; row += 1) {
      result[row * count + output] = Number(answer[row]);
    }
  });
  return floatTensor(call.method === 'predict_log_proba' ? logOf(result) : result, [
    rowCount,
    count,
  ]);
}

/**
 * hstack with answers in float64, which makes float64 of everything. Beside sparse rows the answers
 * are sparse too, and lose their zeros.
 */
function augment(rows: Matrix | SparseMatrix, links: readonly Float64Array[]): Rows {
  const { rowCount } = rows;
  const columnCount = links.length;
  const values = Float64Array.from({ length: rowCount * columnCount }, (_, at) =>
    Number(links[at % columnCount]?.[Math.floor(at / columnCount)]),
  );
  const answers: Matrix = { kind: 'matrix', rowCount, columnCount, values, isFloat32: false };
  return rows.kind === 'sparse' ? stackSparse([rows, answers]) : stackColumns([rows, answers]);
}

/** One number for each row: a label, a score, or the probability of the second class. */
function scoresOf(
  plan: ChainPlan,
  request: { readonly part: EstimatorPlan; readonly method: PredictMethod; readonly rows: Rows },
  call: Call,
): Float64Array {
  const { values, columnCount, isFlat, rowCount } = askNumbers(call, request, request.rows);
  if (isFlat) return values;
  const isProbability =
    request.method === 'predict_proba' || request.method === 'predict_log_proba';
  if (!isProbability || columnCount < 2 || (plan.isBinaryOnly && columnCount !== 2)) {
    throw new MlflowError(
      'BAD_REQUEST',
      `An estimator of ${plan.rules.estimator} answers ${request.method} with ${columnCount} columns, ` +
        'where a chain takes one; ask for predict.',
    );
  }
  return Float64Array.from({ length: rowCount }, (_, row) => Number(values[row * columnCount + 1]));
}
