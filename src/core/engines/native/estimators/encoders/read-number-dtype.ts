import type { EstimatorState } from '../../translate/estimator-state.ts';
import { readDtype } from '../../translate/read-dtype.ts';
import type { NumberDtype } from './plans.ts';

/** The parameter `dtype` of an encoder. */
export function readNumberDtype(state: EstimatorState): NumberDtype {
  const dtype = readDtype(state, 'dtype');
  if (dtype !== 'object') return dtype;
  throw state.unexpected('dtype', 'a type of numbers');
}
