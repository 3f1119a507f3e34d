import type { Tensor, TensorDtype } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { columnCells } from '../../rows/column-cells.ts';
import { checkedType, elementType } from '../../rows/element-type.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { Matrix } from '../../rows/matrix.ts';
import {
  type RowOrigin,
  type Rows,
  columnLabel,
  countColumns,
  countRows,
} from '../../rows/rows.ts';
import { singleColumns } from '../../rows/single-columns.ts';
import { stackColumns } from '../../rows/stack-columns.ts';
import { refuseTexts } from '../../rows/tensor-values.ts';
import { checkShape, toMatrix } from '../../rows/to-matrix.ts';
import { type MissingMark, allowsNaN, isGap, isNumericMark } from './missing-mark.ts';

/** Rows in one dtype, and where they have gaps: 1 for each, row after row. */
export interface GappedRows {
  readonly values: Matrix | Tensor;
  readonly gaps: Uint8Array;
  readonly rowCount: number;
  readonly columnCount: number;
}

interface Reading {
  readonly rules: InputRules;
  readonly mark: MissingMark;
  readonly countsBooleans: boolean;
  readonly origin: RowOrigin;
}

/** Rows as floats (the strategies mean and median, KNNImputer), with their gaps. */
export function readFloatGaps(
  input: Rows,
  { rules, mark, origin }: Omit<Reading, 'countsBooleans'>,
): GappedRows {
  const matrix = toMatrix(input, rules, origin);
  checkMark(mark, rules, 'float64');
  return withGaps(matrix, mark);
}

/**
 * Rows in the dtype that they have (`check_array(dtype=None)`), or as objects, with their gaps.
 * Follows SimpleImputer._validate_input. Throws MlflowError BAD_REQUEST.
 */
export function readAnyGaps(input: Rows, reading: Reading, asObjects: boolean): GappedRows {
  const { rules, mark, countsBooleans, origin } = reading;
  checkShape(input, rules);
  checkSparse(input, mark, rules);
  if (!asObjects && input.kind === 'tensor') refuseTexts(input, rules.estimator);
  const found = countsBooleans ? checkedType(input) : elementType(input);
  const type = asObjects ? 'object' : found;
  if (type === 'bool') throw unsupported(rules, type);
  checkMark(mark, rules, type);
  if (type === 'object') return readObjects(input, reading);
  const isFloat = type === 'float64' || type === 'float32';
  const values = isFloat ? toMatrix(input, rules, origin) : stackColumns(singleColumns(input));
  return withGaps(values, mark);
}

function checkMark(mark: MissingMark, rules: InputRules, type: TensorDtype): void {
  if (type === 'object' || isNumericMark(mark)) return;
  const shown = mark.kind === 'value' ? JSON.stringify(mark.key) : 'None';
  throw new MlflowError(
    'BAD_REQUEST',
    `The input holds numbers, but ${rules.estimator} looks for gaps that are marked ${shown}; ` +
      'send texts as the model was fitted to.',
  );
}

function checkSparse(input: Rows, mark: MissingMark, rules: InputRules): void {
  if (input.kind !== 'sparse' || mark.kind !== 'value' || mark.key !== 0) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `${rules.estimator} cannot look for gaps that are marked 0 in sparse rows.`,
  );
}

function unsupported(rules: InputRules, type: TensorDtype): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `The input has the type ${type}, which ${rules.estimator} does not support; send numbers or texts.`,
  );
}

function withGaps(values: Matrix | Tensor, mark: MissingMark): GappedRows {
  const rowCount = countRows(values);
  const columnCount = countColumns(values);
  const gaps = new Uint8Array(rowCount * columnCount);
  const cells = values.values;
  for (let at = 0; at < gaps.length; at += 1) gaps[at] = Number(isGap(cells[at], mark, false));
  return { values, gaps, rowCount, columnCount };
}

function readObjects(input: Rows, { rules, mark, origin }: Reading): GappedRows {
  const rowCount = countRows(input);
  const columnCount = countColumns(input);
  const isFrame = input.kind === 'table';
  const cells: unknown[] = Array.from({ length: rowCount * columnCount });
  const gaps = new Uint8Array(cells.length);
  for (let column = 0; column < columnCount; column += 1) {
    columnCells(input, column).forEach((cell, row) => {
      const at = row * columnCount + column;
      // A frame's missing text that is not the gap looked for is the NaN of pandas 3.
      const isMissing = Number.isNaN(cell) || (isFrame && cell === null);
      cells[at] = isMissing ? Number.NaN : cell;
      gaps[at] = Number(isGap(cell, mark, isFrame));
      if (!isMissing || gaps[at] === 1 || allowsNaN(mark)) return;
      throw new MlflowError(
        'BAD_REQUEST',
        `The ${columnLabel(input, column)} holds a missing value (NaN) in row ` +
          `${origin.firstRow + row}, which ${rules.estimator} does not accept.`,
      );
    });
  }
  const shape = [rowCount, columnCount];
  return {
    values: { kind: 'tensor', dtype: 'object', shape, values: cells, keepsObjects: true },
    gaps,
    rowCount,
    columnCount,
  };
}
