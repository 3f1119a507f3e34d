import type { Tensor } from '../../../../data/tensor.ts';
import { areAbove, argMaxOfRows } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels, withComplement } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { NeuralClassifierPlan, NeuralRegressorPlan } from './plans.ts';
import { type Outputs, runLayers } from './run-layers.ts';

/** MLPRegressor.predict. */
export function evaluateNeuralRegressor(
  plan: NeuralRegressorPlan,
  matrix: Matrix | SparseMatrix,
): Tensor {
  const { values, columnCount, isFloat32 } = runLayers(plan.layers, matrix);
  const shape = columnCount === 1 ? [matrix.rowCount] : [matrix.rowCount, columnCount];
  return floatTensor(values, shape, isFloat32);
}

/** MLPClassifier. */
export function evaluateNeuralClassifier(
  plan: NeuralClassifierPlan,
  matrix: Matrix | SparseMatrix,
  method: PredictMethod,
): Tensor {
  const { rowCount } = matrix;
  const outputs = runLayers(plan.layers, matrix);
  if (method === 'predict') {
    return plan.labels
      ? takeLabels(plan.labels, chosenClasses(outputs))
      : chosenLabels(outputs, rowCount);
  }
  const { columnCount, isFloat32 } = outputs;
  const values = columnCount === 1 ? withComplement(outputs.values, isFloat32) : outputs.values;
  const shape = [rowCount, values.length / rowCount];
  return floatTensor(method === 'predict_log_proba' ? logOf(values) : values, shape, isFloat32);
}

/** LabelBinarizer.inverse_transform: above a half with one output, else the largest. */
function chosenClasses({ values, columnCount }: Outputs): Int32Array {
  return columnCount === 1 ? areAbove(values, 0.5) : argMaxOfRows(values, columnCount);
}

function chosenLabels({ values, columnCount }: Outputs, rowCount: number): Tensor {
  const chosen = BigInt64Array.from(values, (value) => (value > 0.5 ? 1n : 0n));
  return { kind: 'tensor', dtype: 'int64', shape: [rowCount, columnCount], values: chosen };
}
