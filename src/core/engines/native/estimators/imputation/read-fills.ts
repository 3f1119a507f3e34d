import { isTagged } from '../../../../formats/python-value.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { readDtype } from '../../translate/read-dtype.ts';
import type { Fill } from './plans.ts';

/** `statistics_` of a SimpleImputer: what fills each feature, NaN for those without any value. */
export function readFills(state: EstimatorState): Fill[] {
  const array = state.array('statistics_');
  const { dtype, shape } = array;
  if (shape.length !== 1 || dtype === 'structured' || dtype === 'bytes' || dtype === 'void') {
    throw state.unexpected('statistics_', 'an array of numbers or texts');
  }
  if (dtype === 'bool') return Array.from(array.values, Boolean);
  if (dtype === 'object') {
    return array.values.map((value): Fill => {
      const fill = plainScalar(value);
      if (isTagged(fill) || fill instanceof Uint8Array) {
        throw state.unexpected('statistics_', 'an array of numbers or texts');
      }
      return fill;
    });
  }
  return Array.from<string | number | bigint>(array.values);
}

/** `_fill_dtype` since 1.8: fills that are rounded to float32 before they are used. */
export function roundsFills(state: EstimatorState): boolean {
  return state.has('_fill_dtype') && readDtype(state, '_fill_dtype') === 'float32';
}

/** Whether the fills are floats: by `_fill_dtype` since 1.8, else by their own dtype. */
export function readsFloats(state: EstimatorState): boolean {
  const dtype = state.has('_fill_dtype')
    ? readDtype(state, '_fill_dtype')
    : state.array('statistics_').dtype;
  return dtype.startsWith('float');
}
