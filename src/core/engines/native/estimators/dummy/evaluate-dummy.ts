import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';
import { type Rows, countRows } from '../../rows/rows.ts';
import { NumpyRandom } from './numpy-random.ts';
import type { DummyConstantPlan, DummyRandomPlan } from './plans.ts';

/** sklearn.dummy with an answer that is always the same; nothing of the input but its rows counts. */
export function evaluateDummyConstant(plan: DummyConstantPlan, input: Rows, call: Call): Tensor {
  const rowCount = rowsOf(input);
  const { row, isFlat, probabilities } = plan;
  if (call.method !== 'predict' && probabilities) {
    return probabilityTensor(repeat(probabilities, rowCount), rowCount, call);
  }
  const width = row.values.length;
  const places = Int32Array.from({ length: rowCount * width }, (_, at) => at % width);
  return { ...takeLabels(row, places), shape: isFlat ? [rowCount] : [rowCount, width] };
}

/** DummyClassifier with the strategy "uniform" or "stratified". */
export function evaluateDummyRandom(plan: DummyRandomPlan, input: Rows, call: Call): Tensor {
  const rowCount = rowsOf(input);
  const { labels, prior, strategy } = plan;
  if (strategy === 'uniform' && call.method !== 'predict') {
    const even = new Float64Array(prior.length).fill(1 / prior.length);
    return probabilityTensor(repeat(even, rowCount), rowCount, call);
  }
  const drawn = draw(plan, call.origin.firstRow + rowCount).subarray(call.origin.firstRow);
  if (call.method === 'predict') return takeLabels(labels, drawn);
  const probabilities = new Float64Array(rowCount * prior.length);
  drawn.forEach((place, row) => {
    probabilities[row * prior.length + place] = 1;
  });
  return probabilityTensor(probabilities, rowCount, call);
}

/** Draws for the rows of the whole request from its first one on, of which these may be a part. */
function draw({ strategy, prior, seed }: DummyRandomPlan, count: number): Int32Array {
  const random = new NumpyRandom(seed);
  return Int32Array.from({ length: count }, () =>
    strategy === 'uniform' ? random.below(prior.length) : random.choice(prior),
  );
}

/** sklearn.utils.validation._num_samples. */
function rowsOf(input: Rows): number {
  if (input.kind === 'tensor' && input.shape.length === 0) {
    throw new MlflowError(
      'BAD_REQUEST',
      'The input is a single value, which has no rows; send a list of rows.',
    );
  }
  return countRows(input);
}

function repeat(row: Float64Array, count: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: row.length * count }, (_, at) => Number(row[at % row.length]));
}

function probabilityTensor(
  values: Float64Array<ArrayBuffer>,
  rowCount: number,
  { method }: Call,
): Tensor {
  const shape = [rowCount, rowCount === 0 ? 0 : values.length / rowCount];
  return floatTensor(method === 'predict_log_proba' ? logOf(values) : values, shape);
}
