import type { Tensor } from '../../../data/tensor.ts';
import type { NumpyArray } from '../../../formats/numpy-array.ts';
import { type EstimatorState, plainScalar } from './estimator-state.ts';

/** The labels in `classes_`, whatever their type; there must be `count` of them. */
export function classLabels(state: EstimatorState, count: number): Tensor {
  const array = state.array('classes_');
  if (array.shape.length !== 1 || array.shape[0] !== count) {
    throw state.unexpected('classes_', `an array of ${count} labels`);
  }
  const labels = labelTensor(array);
  if (!labels) throw state.unexpected('classes_', 'an array of numbers, texts or booleans');
  return labels;
}

/** Labels of any type as a tensor; undefined for what cannot be a label. */
export function labelTensor(array: NumpyArray): Tensor | undefined {
  const shape = [...array.shape];
  if (array.dtype === 'structured' || array.dtype === 'bytes' || array.dtype === 'void')
    return undefined;
  if (array.dtype === 'str' || array.dtype === 'object') {
    const values = array.values.map(plainScalar);
    const arePlain = values.every(isPlainLabel);
    return arePlain ? { kind: 'tensor', dtype: 'object', shape, values } : undefined;
  }
  return { ...array, shape, kind: 'tensor' };
}

function isPlainLabel(label: unknown): boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof label);
}
