import type { Column } from '../../../data/table.ts';
import type { TensorDtype } from '../../../data/tensor.ts';
import type { InputRules } from './input-rules.ts';
import type { WholeDtype } from './matrix.ts';
import type { Rows } from './rows.ts';

/** The dtype that `np.asarray` gives rows. */
export function elementType(rows: Rows): TensorDtype {
  switch (rows.kind) {
    case 'tensor':
      return rows.dtype;
    case 'matrix':
      return rows.isFloat32 ? 'float32' : 'float64';
    case 'sparse':
      return rows.wholeDtype ?? (rows.isFloat32 ? 'float32' : 'float64');
    case 'table':
      return frameType(rows.columns);
  }
}

/**
 * The dtype that `check_array(rows, dtype=None)` gives rows since scikit-learn 1.1: booleans of a
 * frame are numbers beside numbers.
 */
export function checkedType(rows: Rows): TensorDtype {
  return rows.kind === 'table' ? commonType(columnTypes(rows.columns)) : elementType(rows);
}

/**
 * The dtype that `check_array(rows)` gives rows, for which objects are numbers. `widensBooleans` as
 * in {@link InputRules}.
 */
export function numericType(
  rows: Rows,
  { widensBooleans }: Pick<InputRules, 'widensBooleans'>,
): TensorDtype {
  const isWidened = widensBooleans === true && rows.kind === 'table';
  const type = isWidened ? elementType(rows) : checkedType(rows);
  return type === 'object' || (isWidened && type === 'bool') ? 'float64' : type;
}

/** Narrows a dtype to those of whole numbers and booleans. */
export function isWholeDtype(dtype: TensorDtype): dtype is WholeDtype {
  return dtype !== 'float64' && dtype !== 'float32' && dtype !== 'object';
}

function columnTypes(columns: readonly Column[]): TensorDtype[] {
  return columns.map(({ dtype }): TensorDtype => {
    if (dtype === 'boolean') return 'bool';
    return dtype === 'datetime64[ns]' ? 'object' : dtype;
  });
}

/** pandas makes objects of booleans that stand beside numbers, where NumPy would make numbers. */
function frameType(columns: readonly Column[]): TensorDtype {
  const types = columnTypes(columns);
  const isMixed = types.includes('bool') && types.some((type) => type !== 'bool');
  return isMixed ? 'object' : commonType(types);
}

/** np.result_type of arrays with these dtypes; float64 for none. */
export function commonType(types: readonly TensorDtype[]): TensorDtype {
  const [first = 'float64', ...rest] = types;
  return rest.reduce(promote, first);
}

interface NumberKind {
  readonly sign: 'int' | 'uint' | 'float';
  readonly bits: number;
}

function promote(first: TensorDtype, second: TensorDtype): TensorDtype {
  if (first === second) return first;
  if (first === 'object' || second === 'object') return 'object';
  if (first === 'bool') return second;
  if (second === 'bool') return first;
  const [one, other] = [numberKind(first), numberKind(second)];
  if (one.sign === other.sign) return one.bits > other.bits ? first : second;
  if (one.sign === 'float' || other.sign === 'float') {
    const [float, integer] = one.sign === 'float' ? [one, other] : [other, one];
    return float.bits === 32 && integer.bits <= 16 ? 'float32' : 'float64';
  }
  const [signed, unsigned] = one.sign === 'int' ? [one, other] : [other, one];
  return signedOfBits(Math.max(signed.bits, unsigned.bits * 2));
}

function signedOfBits(bits: number): TensorDtype {
  if (bits === 16) return 'int16';
  if (bits === 32) return 'int32';
  return bits === 64 ? 'int64' : 'float64';
}

function numberKind(type: TensorDtype): NumberKind {
  const [, sign = '', bits = ''] = /^(int|uint|float)(\d+)$/.exec(type) ?? [];
  return { sign: sign as NumberKind['sign'], bits: Number(bits) };
}
