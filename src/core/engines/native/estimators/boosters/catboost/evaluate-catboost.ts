import type { Tensor } from '../../../../../data/tensor.ts';
import { areAbove, argMaxOfRows, logistic } from '../../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels, withComplement } from '../../../evaluate/output.ts';
import type { InputFeature } from '../../../evaluate/input-feature.ts';
import type { PredictMethod } from '../../../methods.ts';
import type { Matrix } from '../../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../../rows/rows.ts';
import { sumLeaves } from '../../../tree-ensemble/sum-leaves.ts';
import { ctrColumns } from './catboost-ctr.ts';
import { type CatboostInput, readCatboostInput } from './catboost-input.ts';
import type { CatboostOutput, CatboostPlan } from './catboost-plan.ts';

/** catboost.CatBoost and its classes: sums of trees, and what the loss makes of them. */
export function evaluateCatboost(
  plan: CatboostPlan,
  rows: Rows,
  call: { readonly method: PredictMethod; readonly origin: RowOrigin },
): Tensor {
  const input = readCatboostInput(plan, rows, call.origin);
  const sums = sumLeaves(plan.ensemble, treeColumns(plan, input));
  applyScaleAndBias(plan, sums);
  const answer = toAnswer(plan, sums, { rowCount: input.rowCount, method: call.method });
  // One row without a list around it is answered without one.
  return input.isSingle ? { ...answer, shape: answer.shape.slice(1) } : answer;
}

/** The methods that CatBoost's class has. */
export function catboostMethods({ estimator }: CatboostPlan): readonly PredictMethod[] {
  return estimator === 'CatBoostClassifier'
    ? ['predict', 'predict_proba', 'predict_log_proba']
    : ['predict'];
}

function treeColumns(plan: CatboostPlan, input: CatboostInput): Matrix {
  const { rowCount, categories } = input;
  const floats = input.floats.map((values, at) => {
    const missing = plan.floats[at]?.missing ?? -Infinity;
    return Float32Array.from(values, (value) => (Number.isNaN(value) ? missing : value));
  });
  const columnCount = floats.length + plan.oneHots.length + plan.ctrs.length;
  const values = new Float64Array(rowCount * columnCount);
  const fill = (column: number, read: (row: number) => number): void => {
    for (let row = 0; row < rowCount; row += 1) values[row * columnCount + column] = read(row);
  };
  floats.forEach((column, at) => fill(at, (row) => column[row] as number));
  plan.oneHots.forEach(({ category, hash }, at) =>
    fill(floats.length + at, (row) => (categories[category]?.[row] === hash ? 1 : 0)),
  );
  const firstCtr = floats.length + plan.oneHots.length;
  ctrColumns(plan.ctrs, { floats, categories }, rowCount).forEach((column, at) =>
    fill(firstCtr + at, (row) => {
      const value = column[row] as number;
      // NaN is above no border.
      return Number.isNaN(value) ? -Infinity : value;
    }),
  );
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32: false };
}

function applyScaleAndBias({ scale, bias }: CatboostPlan, sums: Float64Array): void {
  if (scale === 1 && bias.every((value) => value === 0)) return;
  for (let at = 0; at < sums.length; at += 1) {
    sums[at] = scale * Number(sums[at]) + Number(bias[at % bias.length]);
  }
}

interface Answering {
  readonly rowCount: number;
  readonly method: PredictMethod;
}

function toAnswer(
  plan: CatboostPlan,
  sums: Float64Array<ArrayBuffer>,
  { rowCount, method }: Answering,
): Tensor {
  const { output } = plan;
  const width = plan.bias.length;
  switch (output.kind) {
    case 'raw':
      return floatTensor(sums, width === 1 ? [rowCount] : [rowCount, width]);
    case 'exponent':
      return floatTensor(sums.map(Math.exp), [rowCount]);
    case 'uncertainty':
      // The square of the deviation, whose logarithm is the second sum.
      return floatTensor(
        sums.map((sum, at) => (at % 2 === 0 ? sum : Math.exp(2 * sum))),
        [rowCount, 2],
      );
    case 'binary':
    case 'classes':
    case 'multi-label':
      return method === 'predict'
        ? predictClasses(output, sums, rowCount)
        : classScores(output, sums, { rowCount, method });
  }
}

type ClassOutput = Extract<CatboostOutput, { kind: 'binary' | 'classes' | 'multi-label' }>;

function predictClasses(output: ClassOutput, sums: Float64Array, rowCount: number): Tensor {
  switch (output.kind) {
    case 'binary':
      return takeLabels(output.labels, areAbove(sums, output.border));
    case 'classes': {
      const width = output.labels.values.length;
      const chosen = argMaxOfRows(sums, width);
      // CatBoost answers with a column, other than scikit-learn.
      return { ...takeLabels(output.labels, chosen), shape: [rowCount, 1] };
    }
    case 'multi-label': {
      const shape = [rowCount, rowCount === 0 ? 0 : sums.length / rowCount];
      const values = BigInt64Array.from(sums, (sum) => (sum > 0 ? 1n : 0n));
      return { kind: 'tensor', dtype: 'int64', shape, values };
    }
  }
}

function classScores(
  output: ClassOutput,
  sums: Float64Array<ArrayBuffer>,
  { rowCount, method }: Answering,
): Tensor {
  const isLog = method === 'predict_log_proba';
  if (output.kind === 'binary') {
    const values = isLog
      ? Float64Array.from({ length: rowCount * 2 }, (_, at) => {
          const sum = Number(sums[at >> 1]);
          return logOfLogistic(at % 2 === 0 ? -sum : sum);
        })
      : withComplement(sums.map(logistic));
    return floatTensor(values, [rowCount, 2]);
  }
  const width = rowCount === 0 ? 0 : sums.length / rowCount;
  if (output.kind === 'classes' && !output.isOneVsAll) {
    for (let row = 0; row < rowCount; row += 1) {
      softmax(sums.subarray(row * width, (row + 1) * width), isLog);
    }
    return floatTensor(sums, [rowCount, width]);
  }
  return floatTensor(sums.map(isLog ? logOfLogistic : logistic), [rowCount, width]);
}

function logOfLogistic(sum: number): number {
  return -Math.log(1 + Math.exp(-sum));
}

/** CalcSoftmax and CalcLogSoftmax of catboost/libs/model/eval_processing.h, in place. */
function softmax(row: Float64Array, isLog: boolean): void {
  const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
  const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const logTotal = Math.log(total);
  row.forEach((value, at) => {
    row[at] = isLog ? value - largest - logTotal : Math.exp(value - largest) / total;
  });
}

/** The columns that the model names; nothing when it was fitted on an array with gaps. */
export function catboostFeatures(plan: CatboostPlan): readonly InputFeature[] | undefined {
  const known = new Map<number, InputFeature>();
  for (const { name, flatIndex } of plan.floats) {
    known.set(flatIndex, { type: 'double', example: 0.5, ...(name !== '' && { name }) });
  }
  for (const { name, flatIndex } of plan.categories) {
    known.set(flatIndex, { type: 'string', example: 'a', ...(name !== '' && { name }) });
  }
  const features = Array.from({ length: known.size }, (_, at) => known.get(at));
  const whole = features.filter((feature) => feature !== undefined);
  return whole.length === features.length ? whole : undefined;
}
