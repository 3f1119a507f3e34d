import { isPandasNa } from '../../../../formats/pandas/pandas-array.ts';
import { type PythonKey, pythonKey } from '../../rows/python-key.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';

/** What an imputer takes for a gap (its parameter `missing_values`). */
export type MissingMark =
  | { readonly kind: 'nan' | 'none' | 'na' }
  | { readonly kind: 'value'; readonly key: PythonKey };

/** The parameter `missing_values`: NaN, None, pandas.NA, a number or a text. */
export function readMissingMark(state: EstimatorState): MissingMark {
  const value = state.scalar('missing_values');
  if (value === null) return { kind: 'none' };
  if (Number.isNaN(value)) return { kind: 'nan' };
  if (isPandasNa(value)) return { kind: 'na' };
  const key = typeof value === 'boolean' ? undefined : pythonKey(value);
  if (key === undefined) throw state.unexpected('missing_values', 'NaN, None, a number or a text');
  return { kind: 'value', key };
}

/** True for marks under which NaN may stand in the input. */
export function allowsNaN(mark: MissingMark): boolean {
  return mark.kind === 'nan' || mark.kind === 'na';
}

/** True for marks that can stand among numbers (sklearn.impute._base._check_inputs_dtype). */
export function isNumericMark(mark: MissingMark): boolean {
  return allowsNaN(mark) || (mark.kind === 'value' && typeof mark.key !== 'string');
}

/**
 * Whether a cell is a gap (sklearn.utils._mask._get_mask). A frame's missing text is None or NaN
 * by the version of pandas, so it is the one that is asked for.
 */
export function isGap(cell: unknown, mark: MissingMark, isFrame: boolean): boolean {
  if (mark.kind === 'value') return pythonKey(cell) === mark.key;
  if (cell === null) return isFrame || mark.kind !== 'nan';
  return mark.kind !== 'none' && Number.isNaN(cell);
}
