import { MlflowError } from '../../../../../errors.ts';
import type { Table } from '../../../../../data/table.ts';
import { columnCells } from '../../../rows/column-cells.ts';
import type { InputRules } from '../../../rows/input-rules.ts';
import type { Matrix } from '../../../rows/matrix.ts';
import { quoteNames } from '../../../rows/quote-names.ts';
import { type RowOrigin, type Rows, columnLabel } from '../../../rows/rows.ts';
import { selectColumns } from '../../../rows/select-columns.ts';
import { isTextArray } from '../../../rows/tensor-values.ts';
import { checkShape, toMatrix } from '../../../rows/to-matrix.ts';
import type { CategoryCodes, HistCategories } from '../plans.ts';

/** What is checked about rows, and where they stand. */
interface Input {
  readonly rules: InputRules;
  readonly origin: RowOrigin;
}

/**
 * The rows as the trees of a HistGradientBoosting compare them: categories as small integers, and
 * unknown ones as missing (`_predict_one_from_raw_data` treats them alike).
 */
export function encodeCategories(
  source: Rows,
  { known, negativeIsMissing, codes }: HistCategories,
  input: Input,
): Matrix {
  const matrix = codes
    ? encodeColumns(source, codes, input)
    : toMatrix(source, input.rules, input.origin);
  const { columnCount, rowCount } = matrix;
  const values = matrix.values.slice();
  known.forEach((categories, column) => {
    if (!categories) return;
    for (let row = 0; row < rowCount; row += 1) {
      const at = row * columnCount + column;
      const value = Number(values[at]);
      const code = value < 0 && negativeIsMissing ? Number.NaN : toUint8(value);
      values[at] = Number.isNaN(value) || !categories.has(code) ? Number.NaN : code;
    }
  });
  return { ...matrix, values };
}

/**
 * What a cast from double to unsigned char yields on x86-64, by way of a 32-bit integer, which is
 * how the library's C reads a category: fractions are cut off, and integers go around at 256.
 */
export function toUint8(value: number): number {
  const whole = Math.trunc(value);
  return whole >= -(2 ** 31) && whole < 2 ** 31 ? whole & 255 : 0;
}

/**
 * The ColumnTransformer inside of the model (since 1.4): an OrdinalEncoder for the categorical
 * columns, floats of the others. It finds the columns of a frame by their names, and lets others be.
 */
function encodeColumns(
  source: Rows,
  codes: readonly (CategoryCodes | undefined)[],
  { rules, origin }: Input,
): Matrix {
  const rows = source.kind === 'table' ? orderColumns(source, rules) : source;
  const { featureNames: _, ...unnamed } = rules;
  checkShape(rows, unnamed);
  const others = codes.flatMap((code, column) => (code ? [] : [column]));
  const numbers =
    others.length === 0
      ? undefined
      : toMatrix(selectColumns(rows, others), { ...unnamed, featureCount: others.length }, origin);
  const columns = codes.map((code, column) =>
    code ? encodeColumn(rows, { column, code, origin, estimator: rules.estimator }) : undefined,
  );
  const columnCount = codes.length;
  const rowCount = numbers?.rowCount ?? Math.max(0, ...columns.map((cells) => cells?.length ?? 0));
  const values = new Float64Array(rowCount * columnCount);
  columns.forEach((cells, column) => {
    const place = others.indexOf(column);
    for (let row = 0; row < rowCount; row += 1) {
      values[row * columnCount + column] = Number(
        cells ? cells[row] : numbers?.values[row * others.length + place],
      );
    }
  });
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32: false };
}

function orderColumns(table: Table, { featureNames, estimator }: InputRules): Rows {
  if (!featureNames) return table;
  const missing = featureNames.filter((name) => !table.names.includes(name));
  if (missing.length === 0) {
    return selectColumns(
      table,
      featureNames.map((name) => table.names.indexOf(name)),
    );
  }
  throw new MlflowError(
    'BAD_REQUEST',
    `The input lacks ${missing.length} of the columns that ${estimator} needs: ${quoteNames(missing)}.`,
  );
}

/** OrdinalEncoder.transform of one column, unknown and missing values as NaN. */
function encodeColumn(
  rows: Rows,
  of: {
    readonly column: number;
    readonly code: CategoryCodes;
    readonly origin: RowOrigin;
    readonly estimator: string;
  },
): Float64Array {
  const { codes, isNumeric, none } = of.code;
  const label = columnLabel(rows, of.column);
  if (isOfOtherType(rows, of.column, isNumeric)) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The ${label} holds ${isNumeric ? 'texts' : 'numbers'}, but its categories in ` +
        `${of.estimator} are ${isNumeric ? 'numbers' : 'texts'}.`,
    );
  }
  return Float64Array.from(columnCells(rows, of.column), (cell, row) => {
    if (cell === null) return none ?? Number.NaN;
    if (cell === Infinity || cell === -Infinity) {
      throw new MlflowError(
        'BAD_REQUEST',
        `The ${label} holds an infinite value in row ${of.origin.firstRow + row}, ` +
          `which is no category of ${of.estimator}.`,
      );
    }
    const key = typeof cell === 'string' ? cell : Number(cell);
    return codes.get(key) ?? Number.NaN;
  });
}

/** scikit-learn compares an array of numbers with texts, and an array of texts with numbers, not. */
function isOfOtherType(rows: Rows, column: number, isNumeric: boolean): boolean {
  if (rows.kind === 'matrix' || rows.kind === 'sparse') return !isNumeric;
  if (rows.kind === 'table') return !isNumeric && rows.columns[column]?.dtype !== 'object';
  if (rows.dtype !== 'object') return !isNumeric;
  return isNumeric && isTextArray(rows);
}
