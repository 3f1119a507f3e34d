/** A datatype of the Open Inference Protocol that a request may carry. */
export type Datatype =
  | 'BOOL'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FP16'
  | 'FP32'
  | 'FP64'
  | 'BYTES';

/** The NumPy dtype of each datatype; texts are objects. Source: mlserver.codecs.numpy (1.7). */
const dtypes: Readonly<Record<Datatype, string>> = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'object',
};

const datatypes = new Map<string, Datatype>(
  // Object.entries widens the keys, which are those of the table above.
  Object.entries(dtypes).map(([datatype, dtype]) => [dtype, datatype as Datatype]),
);

/** Every datatype, in the order of the protocol's table. */
export const datatypeNames: readonly string[] = Object.keys(dtypes);

/** Whether a value names a datatype that is read here. */
export function isDatatype(value: unknown): value is Datatype {
  return typeof value === 'string' && Object.hasOwn(dtypes, value);
}

/** The NumPy dtype of a datatype. */
export function toDtype(datatype: Datatype): string {
  return dtypes[datatype];
}

/** The datatype of a NumPy dtype by name; texts, bytes, dates and objects are BYTES. */
export function toDatatype(dtype: string): Datatype {
  return datatypes.get(dtype) ?? 'BYTES';
}
