import { type JsonKind, kindOf, PythonFloat, unwrapFloat } from '../json/json-value.ts';
import type { Column } from '../table.ts';
import { int64Range, isWithin } from './integer-range.ts';

/** What pandas would make of a list: the dtype of the column, before any cast. */
export type InferredDtype = 'int64' | 'float64' | 'boolean' | 'str' | 'object';

/**
 * The dtype that pandas infers for JSON values: integers with a missing value among them become
 * floats, anything mixed stays an object. `str` is pandas 3's dtype of strings.
 * Follows pandas.DataFrame(data=list) (pandas 3.1, lib.maybe_convert_objects).
 */
export function inferDtype(values: readonly unknown[]): InferredDtype {
  if (values.length > 0 && values.every((value) => typeof value === 'number')) {
    return values.every(Number.isSafeInteger) ? 'int64' : 'float64';
  }
  const kinds = new Set<JsonKind>();
  for (const value of values) {
    kinds.add(kindOf(value));
    if (typeof value === 'bigint' && !isWithin(value, int64Range)) {
      kinds.add('object'); // pandas keeps such integers as objects
    }
  }
  const hasNull = kinds.delete('null');
  if (kinds.size === 1) return inferUniform(kinds, hasNull);
  const areNumbers = kinds.size === 2 && kinds.has('int') && kinds.has('float');
  return areNumbers ? 'float64' : 'object';
}

function inferUniform(kinds: ReadonlySet<JsonKind>, hasNull: boolean): InferredDtype {
  if (kinds.has('float')) return 'float64';
  if (kinds.has('int')) return hasNull ? 'float64' : 'int64';
  if (kinds.has('bool')) return hasNull ? 'object' : 'boolean';
  return kinds.has('string') ? 'str' : 'object';
}

/** The column that pandas makes of a list of JSON values. */
export function inferColumn(values: readonly unknown[]): Column {
  const dtype = inferDtype(values);
  switch (dtype) {
    case 'float64':
      return { dtype, values: toFloats(values) };
    case 'int64':
      return { dtype, values: BigInt64Array.from(values, (value) => BigInt(value as number)) };
    case 'boolean':
      return { dtype, values: Uint8Array.from(values, Number) };
    case 'str':
    case 'object':
      return { dtype: 'object', values: values.map((value) => unwrapFloat(value) ?? null) };
  }
}

function toFloats(values: readonly unknown[]): Float64Array {
  const floats = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    floats[row] = typeof value === 'number' ? value : toNumber(value);
  }
  return floats;
}

function toNumber(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  return value instanceof PythonFloat ? value.value : Number(value);
}
