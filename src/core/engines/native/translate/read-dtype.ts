import type { TensorDtype } from '../../../data/tensor.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseTypeString } from '../../../formats/numpy-dtype.ts';
import { type PythonValue, isTagged } from '../../../formats/python-value.ts';
import type { EstimatorState } from './estimator-state.ts';

/** Names of classes, and texts that numpy.dtype() takes, beside type strings such as `f8`. */
const namedDtypes: ReadonlyMap<string, TensorDtype> = new Map<string, TensorDtype>([
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
  ['object', 'object'],
  ['object_', 'object'],
]);

/** An attribute that is a dtype: a class of Python or NumPy, a text or a numpy.dtype. */
export function readDtype(
  state: EstimatorState,
  name: string,
  expected = 'a type of numbers',
): TensorDtype {
  const found = dtypeOf(state.value(name));
  if (found) return found;
  throw state.unexpected(name, expected);
}

function dtypeOf(value: PythonValue | undefined): TensorDtype | undefined {
  if (typeof value === 'string') return namedDtypes.get(value) ?? typeString(value);
  if (!isTagged(value)) return undefined;
  if (value.kind === 'global') {
    return /^(numpy|builtins)$/.test(value.module) ? namedDtypes.get(value.name) : undefined;
  }
  const [type] = value.kind === 'object' && value.name === 'dtype' ? value.args : [];
  return typeof type === 'string' ? typeString(type) : undefined;
}

function typeString(text: string): TensorDtype | undefined {
  try {
    const { name } = parseTypeString(text, 0);
    return name === 'str' || name === 'bytes' || name === 'void' ? undefined : name;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
