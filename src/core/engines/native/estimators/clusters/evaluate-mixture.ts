import type { Tensor } from '../../../../data/tensor.ts';
import { argMaxOfRows } from '../../evaluate/numpy-math.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { Rows } from '../../rows/rows.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { isIntegerInput } from '../neighbors/is-integer-input.ts';
import type { EnvelopePlan, MixturePlan } from './plans.ts';

/** sklearn.mixture: the logarithms of what each component says, with its weight. */
export function evaluateMixture(plan: MixturePlan, input: Rows, call: Call): Tensor {
  const matrix = toMatrix(input, plan.rules, call.origin);
  const { rowCount } = matrix;
  const count = plan.offsets.length;
  const logs = weightedLogs(plan, matrix, widthsOf(plan, input, matrix));
  if (call.method === 'predict') {
    const values = BigInt64Array.from(argMaxOfRows(logs, count), BigInt);
    return { kind: 'tensor', dtype: 'int64', shape: [rowCount], values };
  }
  const sums = Float64Array.from({ length: rowCount }, (_, row) =>
    logSum(logs.subarray(row * count, (row + 1) * count)),
  );
  if (call.method === 'score_samples') return floatTensor(sums, [rowCount]);
  const values = logs.map((log, at) => Math.exp(log - Number(sums[Math.floor(at / count)])));
  return floatTensor(values, [rowCount, count]);
}

type Width = 'float64' | 'float32' | 'integer';

/** How far the type of the input is kept on the way. */
interface Widths {
  /** `np.empty(…, dtype=X.dtype)` takes in the sums of "full" and "tied" since 1.7. */
  readonly sums: Width;
  /** n log 2π, which 1.7 alone cut to the type of the input. */
  readonly constant: number;
  /** `X ** 2` of "diag" and "spherical" is float32 for such input. */
  readonly hasNarrowSquares: boolean;
}

function widthsOf(plan: MixturePlan, input: Rows, matrix: Matrix): Widths {
  const isProjected = plan.covariance === 'full' || plan.covariance === 'tied';
  const narrow = matrix.isFloat32 ? 'float32' : 'float64';
  const width: Width = isIntegerInput(input) ? 'integer' : narrow;
  const keeps = plan.inputType !== 'ignored';
  const log =
    plan.inputType === 'cast' ? castTo(Math.log(2 * Math.PI), width) : Math.log(2 * Math.PI);
  return {
    sums: keeps && isProjected ? width : 'float64',
    constant: matrix.columnCount * log,
    hasNarrowSquares: matrix.isFloat32,
  };
}

function castTo(value: number, width: Width): number {
  if (width === 'float64') return value;
  return width === 'float32' ? Math.fround(value) : Math.trunc(value);
}

function weightedLogs(
  plan: MixturePlan,
  { values, rowCount, columnCount }: Matrix,
  widths: Widths,
): Float64Array<ArrayBuffer> {
  const count = plan.offsets.length;
  const logs = new Float64Array(rowCount * count);
  for (let row = 0; row < rowCount; row += 1) {
    const features = values.subarray(row * columnCount, (row + 1) * columnCount);
    for (let component = 0; component < count; component += 1) {
      const square =
        plan.covariance === 'full' || plan.covariance === 'tied'
          ? projectedSquare(plan, features, component)
          : scaledSquare(plan, { features, isNarrow: widths.hasNarrowSquares }, component);
      logs[row * count + component] = logOf(square, widths) + Number(plan.offsets[component]);
    }
  }
  return logs;
}

/** -(n log 2π + square) / 2 in the type of the sums. */
function logOf(square: number, { constant, sums }: Widths): number {
  const sum = castTo(square, sums);
  if (sums !== 'float32') return -0.5 * (constant + sum);
  return -0.5 * Math.fround(Math.fround(constant) + sum);
}

/** |x P - m P|² with the Cholesky factor P. */
function projectedSquare(
  { covariance, means, precisions }: MixturePlan,
  features: ArrayLike<number>,
  component: number,
): number {
  const size = features.length;
  const first = covariance === 'full' ? component * size * size : 0;
  let sum = 0;
  for (let column = 0; column < size; column += 1) {
    let own = 0;
    for (let row = 0; row < size; row += 1) {
      own += Number(features[row]) * Number(precisions[first + row * size + column]);
    }
    const difference = own - Number(means[component * size + column]);
    sum += difference * difference;
  }
  return sum;
}

/** m·m p - 2 x·m p + x·x p with a precision p for each feature, or one for all. */
function scaledSquare(
  { covariance, means, precisions }: MixturePlan,
  { features, isNarrow }: { readonly features: ArrayLike<number>; readonly isNarrow: boolean },
  component: number,
): number {
  const size = features.length;
  let meanSquare = 0;
  let product = 0;
  let square = 0;
  for (let at = 0; at < size; at += 1) {
    const place = component * size + at;
    const root = Number(precisions[covariance === 'diag' ? place : component]);
    const precision = root * root;
    const mean = Number(means[place]);
    const feature = Number(features[at]);
    meanSquare += mean * mean * precision;
    product += feature * (mean * precision);
    square += (isNarrow ? Math.fround(feature * feature) : feature * feature) * precision;
  }
  return meanSquare - 2 * product + square;
}

/** scipy.special.logsumexp. */
function logSum(logs: Float64Array): number {
  const largest = logs.reduce((best, log) => Math.max(best, log), -Infinity);
  const shift = Number.isFinite(largest) ? largest : 0;
  return Math.log(logs.reduce((sum, log) => sum + Math.exp(log - shift), 0)) + shift;
}

/** EllipticEnvelope: the squared Mahalanobis distance with a minus, and less than an offset is out. */
export function evaluateEnvelope(plan: EnvelopePlan, input: Rows, call: Call): Tensor {
  const { values, rowCount, columnCount } = toMatrix(input, plan.rules, call.origin);
  const scores = Float64Array.from({ length: rowCount }, (_, row) => {
    const features = values.subarray(row * columnCount, (row + 1) * columnCount);
    // The library takes the root and squares it again.
    return -(Math.sqrt(mahalanobis(plan, features)) ** 2);
  });
  if (call.method === 'score_samples') return floatTensor(scores, [rowCount]);
  const decisions = scores.map((score) => score - plan.offset);
  if (call.method === 'decision_function') return floatTensor(decisions, [rowCount]);
  const labels = BigInt64Array.from(decisions, (decision) => (decision >= 0 ? 1n : -1n));
  return { kind: 'tensor', dtype: 'int64', shape: [rowCount], values: labels };
}

function mahalanobis({ location, precision }: EnvelopePlan, features: ArrayLike<number>): number {
  const size = features.length;
  let sum = 0;
  for (let row = 0; row < size; row += 1) {
    let inner = 0;
    for (let column = 0; column < size; column += 1) {
      const difference = Number(features[column]) - Number(location[column]);
      inner += Number(precision[row * size + column]) * difference;
    }
    sum += inner * (Number(features[row]) - Number(location[row]));
  }
  return sum;
}
