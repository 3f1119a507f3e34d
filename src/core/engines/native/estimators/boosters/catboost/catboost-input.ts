import { findRepeated } from '../../../../../data/find-repeated.ts';
import type { Column, Table } from '../../../../../data/table.ts';
import type { Tensor } from '../../../../../data/tensor.ts';
import { MlflowError } from '../../../../../errors.ts';
import { int64ToFloat32 } from '../../../rows/convert-number.ts';
import { toDenseRows } from '../../../rows/dense.ts';
import type { RowOrigin, Rows } from '../../../rows/rows.ts';
import { showValue } from '../../../../../shown-value.ts';
import { categoryHash } from './catboost-hash.ts';
import type { CatboostPlan } from './catboost-plan.ts';

/** What CatBoost makes of the input: rows by features. */
export interface CatboostInput {
  readonly rowCount: number;
  /** True when the input was one row without a list around it. */
  readonly isSingle: boolean;
  /** For each of the plan's floats the column's values in float32, NaN for missing ones. */
  readonly floats: readonly ArrayLike<number>[];
  /** For each of the plan's categories the hashes of its values; nothing where it is not used. */
  readonly categories: readonly ArrayLike<number>[];
}

/** The input as columns, whatever it came as. */
interface InputColumns {
  readonly rowCount: number;
  readonly isSingle: boolean;
  /** Texts; empty where the input names no columns. */
  readonly names: readonly string[];
  readonly columns: readonly InputColumn[];
  /** The number of the first row, for messages. */
  readonly firstRow: number;
}

interface InputColumn {
  readonly dtype: Column['dtype'] | Tensor['dtype'];
  readonly at: (row: number) => unknown;
}

/**
 * Reads rows as catboost.Pool does, and finds each feature's column: by name where the input has
 * all names that the model uses, else by position, where names that both sides have must be equal
 * (catboost/libs/data/model_dataset_compatibility.cpp, 1.2.10). Throws MlflowError BAD_REQUEST for
 * what CatBoost refuses.
 */
export function readCatboostInput(
  plan: CatboostPlan,
  rows: Rows,
  { firstRow }: RowOrigin,
): CatboostInput {
  const input = toColumns(rows, firstRow);
  const isCategory = categoryPositions(plan, input);
  const places = placeFeatures(plan, input, isCategory);
  const { rowCount, isSingle } = input;
  const numbers = input.columns.map((_, column) =>
    // CatBoost reads all columns, also those that no tree looks at.
    isCategory.has(column) ? [] : readNumbers(input, column),
  );
  const hashes = new Map(
    [...isCategory].map((column) => [column, readHashes(plan, input, column)]),
  );
  return {
    rowCount,
    isSingle,
    floats: plan.floats.map(({ flatIndex }) => numbers[places(flatIndex)] ?? []),
    categories: plan.categories.map(({ flatIndex, isUsed }) =>
      isUsed ? (hashes.get(places(flatIndex)) ?? []) : [],
    ),
  };
}

function toColumns(rows: Rows, firstRow: number): InputColumns {
  switch (rows.kind) {
    case 'table':
      return tableColumns(rows, firstRow);
    case 'tensor':
      return tensorColumns(rows, firstRow);
    case 'sparse':
      return toColumns(toDenseRows(rows), firstRow);
    case 'matrix': {
      const { rowCount, columnCount, values } = rows;
      const columns = Array.from({ length: columnCount }, (_, column): InputColumn => ({
        dtype: 'float64',
        at: (row) => values[row * columnCount + column],
      }));
      return { rowCount, isSingle: false, names: [], columns, firstRow };
    }
  }
}

function tableColumns(table: Table, firstRow: number): InputColumns {
  const names = table.names.map(String);
  const twice = findRepeated(names);
  if (twice !== undefined) {
    throw refusal(
      `All column names should be different, but ${showValue(JSON.stringify(twice), 'one')} is used more than once.`,
    );
  }
  const columns = table.columns.map(({ dtype, values }): InputColumn => ({
    dtype,
    at: (row) => values[row],
  }));
  return { rowCount: table.rowCount, isSingle: false, names, columns, firstRow };
}

function tensorColumns(tensor: Tensor, firstRow: number): InputColumns {
  const { shape, dtype, values } = tensor;
  if (shape.length !== 1 && shape.length !== 2) {
    throw refusal(
      `The input has the shape (${shape.join(', ')}), but CatBoost needs two dimensions, rows and features.`,
    );
  }
  const isSingle = shape.length === 1;
  const [rowCount = 0, width = 0] = isSingle ? [1, shape[0]] : shape;
  const columns = Array.from({ length: width }, (_, column): InputColumn => ({
    dtype,
    at: (row) => values[row * width + column],
  }));
  return { rowCount, isSingle, names: [], columns, firstRow };
}

/** The columns that the model takes for categories: by position, as CatBoost reads its input. */
function categoryPositions(plan: CatboostPlan, input: InputColumns): ReadonlySet<number> {
  const positions = plan.categories.map(({ flatIndex }) => flatIndex);
  const beyond = positions.find((position) => position >= input.columns.length);
  if (beyond !== undefined) throw tooFewColumns(plan, input, beyond);
  return new Set(positions);
}

type Places = (flatIndex: number) => number;

function placeFeatures(
  plan: CatboostPlan,
  input: InputColumns,
  isCategory: ReadonlySet<number>,
): Places {
  const used = [
    ...plan.floats.map(({ name, flatIndex }) => ({ name, flatIndex, isText: false })),
    ...plan.categories
      .filter(({ isUsed }) => isUsed)
      .map(({ name, flatIndex }) => ({ name, flatIndex, isText: true })),
  ];
  const hasAllNames = used.every(({ name }) => input.names.includes(name));
  if (hasAllNames && new Set(used.map(({ name }) => name)).size === used.length) {
    const byIndex = new Map(
      used.map(({ name, flatIndex, isText }) => {
        const column = input.names.indexOf(name);
        if (isCategory.has(column) === isText) return [flatIndex, column];
        throw refusal(
          `The column "${name}" is ${isText ? 'categorical' : 'a number'} in the model, but stands in the place of another kind; ` +
            'send the columns in the order that the model was fitted on.',
        );
      }),
    );
    return (flatIndex) => byIndex.get(flatIndex) ?? flatIndex;
  }
  for (const { name, flatIndex } of used) {
    if (flatIndex >= input.columns.length) throw tooFewColumns(plan, input, flatIndex);
    const found = input.names[flatIndex] ?? '';
    if (name === '' || found === '' || name === found) continue;
    throw refusal(
      `At position ${flatIndex} should be the feature "${name}", but there is ${showValue(JSON.stringify(found), 'another')}; ` +
        'send columns with the names that the model was fitted on.',
    );
  }
  return (flatIndex) => flatIndex;
}

function tooFewColumns(plan: CatboostPlan, { columns }: InputColumns, index: number): MlflowError {
  return refusal(
    `The input has ${columns.length} columns, but ${plan.estimator} uses the feature at position ${index}; ` +
      'send all columns that the model was fitted on.',
  );
}

function readNumbers(input: InputColumns, column: number): Float32Array {
  const { dtype, at } = input.columns[column] as InputColumn; // the caller counts columns
  const read = numberReader(dtype, at);
  return Float32Array.from({ length: input.rowCount }, (_, row) => {
    const value = read?.(row);
    if (value !== undefined) return value;
    throw badCell(input, { column, row, wanted: 'converted to a number' });
  });
}

/** Reads cells in float32, as static casts and _FloatOrNan of _catboost.pyx do. */
function numberReader(
  dtype: InputColumn['dtype'],
  at: InputColumn['at'],
): ((row: number) => number | undefined) | undefined {
  if (dtype === 'datetime64[ns]') return undefined;
  if (dtype === 'int64' || dtype === 'uint64') {
    return (row) => int64ToFloat32(at(row) as bigint); // the dtype's own values
  }
  return dtype === 'object' ? (row) => objectNumber(at(row)) : (row) => Number(at(row));
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** What CatBoost takes for a missing number (IsMissingValue in its float parser). */
const missingTexts: ReadonlySet<string> = new Set(
  ' nan NaN NAN na NA Na n/a N/A #N/A #NA null NULL Null none None - -nan -NaN 1.#IND -1.#IND 1.#QNAN -1.#QNAN'
    .split(' ')
    .concat('#N/A N/A'),
);

function objectNumber(cell: unknown): number | undefined {
  if (cell === null) return Number.NaN;
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint') {
    return Number(cell);
  }
  if (typeof cell !== 'string') return undefined;
  if (missingTexts.has(cell)) return Number.NaN;
  return decimal.test(cell) ? Number(cell) : undefined;
}

function readHashes(plan: CatboostPlan, input: InputColumns, column: number): Int32Array {
  const { dtype, at } = input.columns[column] as InputColumn; // categoryPositions looked
  if (dtype === 'float64' || dtype === 'float32' || dtype === 'datetime64[ns]') {
    const label = columnLabel(input, column);
    throw refusal(
      `The ${label} has the type ${dtype}, but it is categorical in the model: ${plan.estimator} takes texts and integers there, no real numbers.`,
    );
  }
  const isBoolean = dtype === 'boolean' || dtype === 'bool';
  const known = new Map<string, number>();
  return Int32Array.from({ length: input.rowCount }, (_, row) => {
    const text = categoryText(isBoolean ? at(row) === 1 : at(row));
    if (text === undefined) throw badCell(input, { column, row, wanted: 'used as a category' });
    const hash = known.get(text) ?? categoryHash(text);
    known.set(text, hash);
    return hash;
  });
}

const largestLong = 2n ** 63n - 1n;

/** The text of a category: integers and booleans in digits; nothing for floats and missing ones. */
function categoryText(cell: unknown): string | undefined {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? String(cell) : undefined;
  const isLong = typeof cell === 'bigint' && cell <= largestLong && cell >= -largestLong - 1n;
  return isLong ? String(cell) : undefined;
}

function badCell(
  input: InputColumns,
  found: { readonly column: number; readonly row: number; readonly wanted: string },
): MlflowError {
  const { column, row, wanted } = found;
  const cell = input.columns[column]?.at(row);
  const text = typeof cell === 'bigint' ? String(cell) : (JSON.stringify(cell) ?? String(cell));
  return refusal(
    `The ${columnLabel(input, column)} holds ${showValue(text.slice(0, 60), 'a value')} in row ${input.firstRow + row}, which could not be ${wanted}.`,
  );
}

function columnLabel({ names }: InputColumns, column: number): string {
  const name = names[column];
  return name === undefined ? `column ${column}` : `column "${name}"`;
}

function refusal(message: string): MlflowError {
  return new MlflowError('BAD_REQUEST', message);
}
