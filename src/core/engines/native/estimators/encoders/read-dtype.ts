import { isTagged } from '../../../../formats/python-value.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { NumberDtype } from './plans.ts';

const dtypes: ReadonlyMap<string, NumberDtype> = new Map<string, NumberDtype>([
  ['float', 'float64'],
  ['float64', 'float64'],
  ['double', 'float64'],
  ['float32', 'float32'],
  ['int', 'int64'],
  ['int64', 'int64'],
  ['int32', 'int32'],
  ['int16', 'int16'],
  ['int8', 'int8'],
  ['uint8', 'uint8'],
  ['uint16', 'uint16'],
  ['uint32', 'uint32'],
  ['uint64', 'uint64'],
  ['bool', 'bool'],
  ['bool_', 'bool'],
]);
const typeStrings: ReadonlyMap<string, NumberDtype> = new Map<string, NumberDtype>([
  ['f8', 'float64'],
  ['f4', 'float32'],
  ['i8', 'int64'],
  ['i4', 'int32'],
  ['i2', 'int16'],
  ['i1', 'int8'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['b1', 'bool'],
]);

/** The parameter `dtype` of an encoder: a class, a text or a numpy.dtype. */
export function readDtype(state: EstimatorState): NumberDtype {
  const value = state.value('dtype');
  let found: NumberDtype | undefined;
  if (typeof value === 'string') found = dtypes.get(value) ?? typeStrings.get(value);
  if (isTagged(value) && value.kind === 'global' && /^(numpy|builtins)$/.test(value.module)) {
    found = dtypes.get(value.name);
  }
  if (isTagged(value) && value.kind === 'object' && value.name === 'dtype') {
    const [name] = value.args;
    found = typeof name === 'string' ? typeStrings.get(name) : undefined;
  }
  if (!found) throw state.unexpected('dtype', 'a type of numbers');
  return found;
}
