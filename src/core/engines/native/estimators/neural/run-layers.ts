import { logistic, softmaxRow } from '../../evaluate/numpy-math.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { Activation, Layer } from './plans.ts';

/** What the last layer yields. */
export interface Outputs {
  readonly values: Float64Array<ArrayBuffer>;
  readonly columnCount: number;
  readonly isFloat32: boolean;
}

/**
 * All layers one after the other (BaseMultilayerPerceptron._forward_pass_fast). Offsets are added
 * in place, so that the product alone decides whether a layer is in float32.
 */
export function runLayers(layers: readonly Layer[], input: Matrix | SparseMatrix): Outputs {
  const { rowCount } = input;
  let { isFloat32 } = input;
  let values: Float64Array<ArrayBuffer> = new Float64Array(0);
  layers.forEach((layer, index) => {
    isFloat32 = isFloat32 && layer.isFloat32;
    const sums =
      index > 0
        ? denseProduct(values, rowCount, layer)
        : input.kind === 'sparse'
          ? sparseProduct(input, layer)
          : denseProduct(input.values, rowCount, layer);
    const round = isFloat32 ? Math.fround : Number;
    for (let at = 0; at < sums.length; at += 1) {
      sums[at] = round(round(Number(sums[at])) + Number(layer.offsets[at % layer.outputCount]));
    }
    activate(sums, layer);
    if (isFloat32) for (let at = 0; at < sums.length; at += 1) sums[at] = round(Number(sums[at]));
    values = sums;
  });
  return { values, columnCount: layers.at(-1)?.outputCount ?? 0, isFloat32 };
}

function denseProduct(
  values: ArrayLike<number>,
  rowCount: number,
  { inputCount, outputCount, weights }: Layer,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row += 1) {
    const target = row * outputCount;
    for (let input = 0; input < inputCount; input += 1) {
      const value = Number(values[row * inputCount + input]);
      const source = input * outputCount;
      for (let output = 0; output < outputCount; output += 1) {
        result[target + output] =
          Number(result[target + output]) + value * Number(weights[source + output]);
      }
    }
  }
  return result;
}

function sparseProduct(
  { rowCount, rowStarts, columns, values }: SparseMatrix,
  { outputCount, weights }: Layer,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row += 1) {
    const end = Number(rowStarts[row + 1]);
    for (let at = Number(rowStarts[row]); at < end; at += 1) {
      const source = Number(columns[at]) * outputCount;
      for (let output = 0; output < outputCount; output += 1) {
        const target = row * outputCount + output;
        result[target] =
          Number(result[target]) + Number(values[at]) * Number(weights[source + output]);
      }
    }
  }
  return result;
}

/** sklearn.neural_network._base.ACTIVATIONS, in place. */
function activate(values: Float64Array, { activation, outputCount }: Layer): void {
  if (activation === 'softmax') {
    for (let start = 0; start < values.length; start += outputCount) {
      softmaxRow(values, start, outputCount);
    }
    return;
  }
  const each = activationOf(activation);
  if (each) for (let at = 0; at < values.length; at += 1) values[at] = each(Number(values[at]));
}

function activationOf(
  name: Exclude<Activation, 'softmax'>,
): ((value: number) => number) | undefined {
  switch (name) {
    case 'identity':
      return undefined;
    case 'logistic':
      return logistic;
    case 'tanh':
      return Math.tanh;
    case 'relu':
      return (value) => Math.max(value, 0);
    case 'exp':
      return Math.exp;
  }
}
