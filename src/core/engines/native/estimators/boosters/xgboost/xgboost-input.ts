import { MlflowError } from '../../../../../errors.ts';
import { showValue } from '../../../../../shown-value.ts';
import type { Table } from '../../../../../data/table.ts';
import type { Matrix, SparseMatrix } from '../../../rows/matrix.ts';
import { quoteNames } from '../../../rows/quote-names.ts';
import { type RowOrigin, type Rows, columnLabel, countColumns } from '../../../rows/rows.ts';
import { toMatrix } from '../../../rows/to-matrix.ts';
import { refuseTexts } from '../../../rows/tensor-values.ts';
import { refuseObjects } from '../refuse-objects.ts';
import type { XgboostInput } from './xgboost-plan.ts';

/**
 * The input as XGBoost sees it: float32, with NaN for all that is missing. Throws MlflowError
 * BAD_REQUEST for what `DMatrix` or `Booster.inplace_predict` would refuse (xgboost/data.py and
 * core.py, 1.7 to 3.2): texts, other names, another number of columns, infinities in a DMatrix.
 */
export function toXgboostMatrix(source: Rows, input: XgboostInput, origin: RowOrigin): Matrix {
  const rows = input.dropsQueries && source.kind === 'table' ? withoutQueries(source) : source;
  if (rows.kind === 'table') refuseObjects(rows, input.estimator);
  if (rows.kind === 'table' && input.refusesFrames) throw withoutCategories(input.estimator);
  if (rows.kind === 'tensor') refuseTexts(rows, input.estimator);
  const columnCount = countColumns(rows);
  const rules = {
    estimator: input.estimator,
    featureCount: columnCount,
    allowsNaN: true,
    allowsInfinity: true,
    conversion: 'float32',
  } as const;
  const dense = rows.kind === 'sparse' ? fillMissing(rows) : rows;
  const matrix = toMatrix(dense, rules, origin);
  checkNames(rows, input);
  checkCount(columnCount, input);
  if (input.isMatrix) refuseInfinity(matrix, input, { ...origin, rows });
  return normalise(matrix, input);
}

function withoutQueries(table: Table): Table {
  const at = table.names.indexOf('qid');
  if (at < 0) return table;
  return {
    ...table,
    names: table.names.toSpliced(at, 1),
    columns: table.columns.toSpliced(at, 1),
  };
}

/** CatAccessor in src/data/cat_container.h: "The data type doesn't match the one used in training". */
function withoutCategories(estimator: string): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    'The model was trained on a frame with columns of the pandas dtype category, which no request has; ' +
      `${estimator} refuses frames without them. Train with numbers for categories, or send an array of category numbers.`,
  );
}

/** What is absent from a sparse matrix is missing for XGBoost, not zero. */
function fillMissing(sparse: SparseMatrix): Matrix {
  const { rowCount, columnCount, rowStarts, columns, isFloat32 } = sparse;
  const values = new Float32Array(rowCount * columnCount).fill(Number.NaN);
  for (let row = 0; row < rowCount; row += 1) {
    const end = Number(rowStarts[row + 1]);
    for (let at = Number(rowStarts[row]); at < end; at += 1) {
      values[row * columnCount + Number(columns[at])] = Number(sparse.values[at]);
    }
  }
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32 };
}

/** Booster._validate_features: names as texts, all of them, in their order. */
function checkNames(rows: Rows, { featureNames, estimator, isMatrix }: XgboostInput): void {
  if (!featureNames || (rows.kind !== 'table' && !isMatrix)) return;
  const names = rows.kind === 'table' ? rows.names.map(String) : [];
  const isSame =
    names.length === featureNames.length && featureNames.every((name, at) => name === names[at]);
  if (isSame) return;
  const found =
    rows.kind === 'table' ? showValue(quoteNames(names), 'others') : 'an array, which has none';
  throw new MlflowError(
    'BAD_REQUEST',
    `The columns are not those of the model: ${estimator} expects ${quoteNames(featureNames)}, in this order, and got ${found}.`,
  );
}

function checkCount(
  columnCount: number,
  { featureCount, estimator, isMatrix }: XgboostInput,
): void {
  if (columnCount === featureCount || (isMatrix && columnCount < featureCount)) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `The input has ${columnCount} features, but ${estimator} expects ${featureCount}.`,
  );
}

/** SimpleDMatrix: "Input data contains `inf` or a value too large, while `missing` is not `inf`". */
function refuseInfinity(
  { values, columnCount }: Matrix,
  { missing, estimator }: XgboostInput,
  { firstRow, rows }: RowOrigin & { readonly rows: Rows },
): void {
  if (Math.abs(missing) === Infinity) return;
  const at = values.findIndex((value) => Math.abs(value) === Infinity);
  if (at < 0) return;
  const row = firstRow + Math.floor(at / columnCount);
  throw new MlflowError(
    'BAD_REQUEST',
    `The ${columnLabel(rows, at % columnCount)} holds an infinite value, or one too large for float32, in row ${row}, which ${estimator} does not accept; send a finite number.`,
  );
}

/** Fills columns up, and makes NaN of what stands for missing; the same matrix if there is none. */
function normalise(matrix: Matrix, input: XgboostInput): Matrix {
  const { missing, categorical, featureCount } = input;
  const isWhole = matrix.columnCount === featureCount;
  if (isWhole && Number.isNaN(missing) && categorical.length === 0) return matrix;
  const { rowCount, columnCount } = matrix;
  const values = new Float32Array(rowCount * featureCount).fill(Number.NaN);
  for (let row = 0; row < rowCount; row += 1) {
    for (let column = 0; column < columnCount; column += 1) {
      const value = matrix.values[row * columnCount + column] as number;
      values[row * featureCount + column] = value === missing ? Number.NaN : value;
    }
    for (const column of categorical) {
      const at = row * featureCount + column;
      // Below zero is no category at all, while the ensemble cuts -0.5 off to the category 0.
      if ((values[at] as number) < 0) values[at] = -1;
    }
  }
  return { ...matrix, values, columnCount: featureCount };
}
