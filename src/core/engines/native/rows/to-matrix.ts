import { MlflowError } from '../../../errors.ts';
import { showValue } from '../../../shown-value.ts';
import type { Table } from '../../../data/table.ts';
import type { InputRules } from './input-rules.ts';
import { toDense } from './dense.ts';
import type { Matrix, SparseMatrix } from './matrix.ts';
import { quoteNames } from './quote-names.ts';
import { type RowOrigin, type Rows, columnLabel, countColumns, countRows } from './rows.ts';
import { tableValues } from './table-values.ts';
import { tensorValues, widensToFloat32 } from './tensor-values.ts';

/**
 * Checks an estimator's input and converts it to numbers as sklearn.utils.validation.validate_data
 * does (1.9): feature names, number of features, conversion, missing and infinite values. Throws
 * MlflowError BAD_REQUEST, MLflow's code for what scikit-learn raises in predict, naming column,
 * row and value.
 */
export function toMatrix(source: Rows, rules: InputRules, origin: RowOrigin): Matrix {
  checkShape(source, rules);
  const matrix = convert(source, rules, origin);
  checkFinite(matrix, rules, { ...origin, source });
  return matrix;
}

/**
 * The same as {@link toMatrix} for estimators that take sparse input as it is
 * (`accept_sparse="csr"`): what came sparse stays sparse.
 */
export function toAnyMatrix(
  source: Rows,
  rules: InputRules,
  origin: RowOrigin,
): Matrix | SparseMatrix {
  if (source.kind !== 'sparse') return toMatrix(source, rules, origin);
  checkShape(source, rules);
  const sparse = castSparse(source, rules);
  checkFinite(sparse, rules, { ...origin, source });
  return sparse;
}

/** Whole numbers stay what they are where any are taken, and become floats everywhere else. */
function castSparse(sparse: SparseMatrix, { conversion }: InputRules): SparseMatrix {
  const { wholeDtype, ...floats } = sparse;
  const isFloat32 = staysNarrow(sparse, conversion);
  if (!wholeDtype && isFloat32 === sparse.isFloat32) return sparse;
  const values = isFloat32 ? Float32Array.from(sparse.values) : Float64Array.from(sparse.values);
  return {
    ...floats,
    values,
    isFloat32,
    ...(conversion === 'numeric' && wholeDtype && { wholeDtype }),
  };
}

function staysNarrow(
  { wholeDtype, isFloat32 }: SparseMatrix,
  conversion: InputRules['conversion'],
): boolean {
  if (conversion === 'float32' || conversion === 'float64') return conversion === 'float32';
  return wholeDtype ? conversion === 'numeric' && widensToFloat32(wholeDtype) : isFloat32;
}

function convert(source: Rows, rules: InputRules, origin: RowOrigin): Matrix {
  switch (source.kind) {
    case 'matrix':
      return castMatrix(source, rules);
    case 'sparse':
      return toDense(castSparse(source, rules));
    case 'table':
      return tableValues(source, rules, origin);
    case 'tensor':
      return tensorValues(source, rules, origin);
  }
}

function castMatrix(matrix: Matrix, { conversion }: InputRules): Matrix {
  if (conversion === 'float32' && matrix.values instanceof Float64Array) {
    return { ...matrix, values: Float32Array.from(matrix.values), isFloat32: true };
  }
  if (conversion === 'float64' && matrix.isFloat32) {
    return { ...matrix, values: Float64Array.from(matrix.values), isFloat32: false };
  }
  return matrix;
}

/**
 * Checks names, dimensions, rows and number of features alone, for estimators that read cells.
 * Throws MlflowError BAD_REQUEST.
 */
export function checkShape(source: Rows, rules: InputRules): void {
  if (source.kind === 'table') checkNames(source, rules);
  if (source.kind === 'tensor' && source.shape.length !== 2) {
    const advice =
      source.shape.length === 1
        ? ' Put the row into a list of rows, also when it is only one.'
        : '';
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has the shape (${source.shape.join(', ')}), but ${rules.estimator} needs ` +
        `two dimensions, rows and ${rules.featureCount} features.${advice}`,
    );
  }
  const rowCount = countRows(source);
  if (rowCount === 0) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has no rows, but ${rules.estimator} needs at least one.`,
    );
  }
  const columnCount = countColumns(source);
  if (columnCount !== rules.featureCount) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has ${columnCount} features, but ${rules.estimator} expects ${rules.featureCount}${listNames(rules)}.`,
    );
  }
}

function listNames(rules: InputRules): string {
  return rules.featureNames ? `: ${quoteNames(rules.featureNames)}` : '';
}

/**
 * Names are compared when both sides have them. scikit-learn 1.0 and 1.1 only warned and went by
 * position; since 1.2 it refuses, and so do we for every version: a silent mix-up is worse.
 */
function checkNames(table: Table, rules: InputRules): void {
  const names = table.names.filter((name) => typeof name === 'string');
  if (names.length > 0 && names.length < table.names.length) {
    throw new MlflowError(
      'BAD_REQUEST',
      'The input has columns with and without a name; give every column a name, or none.',
    );
  }
  const expected = rules.featureNames;
  if (!expected || names.length === 0) return;
  if (names.length === expected.length && expected.every((name, at) => name === names[at])) return;
  const [given, known] = [new Set(names), new Set(expected)];
  const missing = expected.filter((name) => !given.has(name));
  const unseen = names.filter((name) => !known.has(name));
  const reasons = [
    missing.length > 0 ? `missing are ${quoteNames(missing)}` : '',
    unseen.length > 0 ? `unknown to the model are ${showValue(quoteNames(unseen), 'others')}` : '',
    missing.length + unseen.length === 0 ? `they stand in another order: ${quoteNames(names)}` : '',
  ].filter((reason) => reason !== '');
  throw new MlflowError(
    'BAD_REQUEST',
    `The feature names should match those that were passed during fit: ${reasons.join('; ')}. ` +
      `${rules.estimator} expects ${quoteNames(expected)}, in this order.`,
  );
}

/** sklearn.utils.validation._assert_all_finite. */
function checkFinite(
  matrix: Matrix | SparseMatrix,
  rules: InputRules,
  where: RowOrigin & { readonly source: Rows },
): void {
  const { values } = matrix;
  if (rules.allowsNaN && rules.allowsInfinity === true) return;
  for (let at = 0; at < values.length; at += 1) {
    const value = Number(values[at]);
    if (Number.isFinite(value)) continue;
    const isMissing = Number.isNaN(value);
    if (isMissing ? rules.allowsNaN : rules.allowsInfinity === true) continue;
    const place = placeOf(matrix, at);
    const row = where.firstRow + place.row;
    const column = columnLabel(where.source, place.column);
    const found = isMissing
      ? 'holds a missing value (NaN)'
      : `holds an infinite value, or one too large for ${matrix.values instanceof Float32Array ? 'float32' : 'float64'}`;
    throw new MlflowError(
      'BAD_REQUEST',
      `The ${column} ${found} in row ${row}, which ${rules.estimator} does not accept; send a finite number.`,
    );
  }
}

function placeOf(matrix: Matrix | SparseMatrix, at: number): { row: number; column: number } {
  if (matrix.kind === 'matrix') {
    const { columnCount } = matrix;
    return { row: Math.floor(at / columnCount), column: at % columnCount };
  }
  const next = matrix.rowStarts.findIndex((start) => start > at);
  return { row: next - 1, column: Number(matrix.columns[at]) };
}
