import { MlflowError } from '../../../errors.ts';
import type { Tensor, TensorDtype } from '../../../data/tensor.ts';
import type { InputRules } from './input-rules.ts';
import { int64ToFloat32, toPythonFloat } from './convert-number.ts';
import type { Matrix } from './matrix.ts';
import type { RowOrigin } from './rows.ts';
import { notANumber } from './table-values.ts';

/** Types that NumPy widens to float32, not to float64, when they meet float32. */
const narrowDtypes: ReadonlySet<string> = new Set([
  'float32',
  'bool',
  'int8',
  'uint8',
  'int16',
  'uint16',
]);

/** Whether numbers of this type beside float32 are float32, not float64. */
export function widensToFloat32(dtype: TensorDtype): boolean {
  return narrowDtypes.has(dtype);
}

/** A tensor with two dimensions as rows of numbers (sklearn.utils.validation.check_array). */
export function tensorValues(tensor: Tensor, rules: InputRules, origin: RowOrigin): Matrix {
  const [rowCount = 0, columnCount = 0] = tensor.shape;
  const isFloat32 =
    rules.conversion === 'float32' ||
    (rules.conversion === 'float' && tensor.dtype === 'float32') ||
    (rules.conversion === 'numeric' && widensToFloat32(tensor.dtype));
  const shape = { kind: 'matrix', rowCount, columnCount, isFloat32 } as const;
  if (tensor.dtype === 'object') {
    const mayCast = rules.conversion !== 'numeric' || rules.castsTexts;
    if (!mayCast) refuseTexts(tensor, rules.estimator);
    const values = convertObjects(tensor.values, { origin, columnCount });
    return { ...shape, values: isFloat32 ? Float32Array.from(values) : values };
  }
  return { ...shape, values: castNumbers(tensor, isFloat32) };
}

function castNumbers(
  tensor: Exclude<Tensor, { readonly dtype: 'object' }>,
  isFloat32: boolean,
): Float64Array | Float32Array {
  if (tensor.dtype === 'int64' || tensor.dtype === 'uint64') {
    const big: ArrayLike<bigint> = tensor.values;
    return isFloat32
      ? Float32Array.from({ length: big.length }, (_, at) => int64ToFloat32(big[at] ?? 0n))
      : Float64Array.from({ length: big.length }, (_, at) => Number(big[at]));
  }
  // Matrices are never written to, so the caller's own values may be one.
  if (tensor.dtype === 'float64' && !isFloat32) return tensor.values;
  if (tensor.dtype === 'float32' && isFloat32) return tensor.values;
  return isFloat32 ? Float32Array.from(tensor.values) : Float64Array.from(tensor.values);
}

/**
 * Throws MlflowError BAD_REQUEST for an array with a string dtype, which neither check_array without
 * a dtype to cast to nor XGBoost takes.
 */
export function refuseTexts(tensor: Tensor, estimator: string): void {
  if (!isTextArray(tensor)) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `The input is an array of texts, but ${estimator} needs numbers; send them without quotes.`,
  );
}

/** Whether NumPy gives an array a string dtype: where all are texts, and nothing keeps objects. */
export function isTextArray(tensor: Tensor): boolean {
  if (tensor.dtype !== 'object' || tensor.keepsObjects) return false;
  return tensor.values.every((cell) => typeof cell === 'string');
}

/** Texts and other objects one by one. */
function convertObjects(
  cells: readonly unknown[],
  { origin, columnCount }: { readonly origin: RowOrigin; readonly columnCount: number },
): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: cells.length }, (_, at) => {
    const value = toPythonFloat(cells[at]);
    if (value !== undefined) return value;
    throw notANumber({
      cell: cells[at],
      column: `column ${at % columnCount}`,
      row: origin.firstRow + Math.floor(at / columnCount),
    });
  });
}
