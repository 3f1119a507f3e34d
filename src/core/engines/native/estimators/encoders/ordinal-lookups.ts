import type { ColumnName } from '../../../../data/table.ts';
import { type PythonKey, pythonKey } from '../../rows/python-key.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { type CategoryLookup, type CodeRow, refused } from './category-lookup.ts';
import { columnName, mappedFrame, mappedSeries, numbersOf, readMapping } from './read-mapping.ts';

/** What an encoder does with values: also texts that only some of them know. */
type Strategy = 'value' | 'return_nan' | 'error' | 'indicator' | 'ignore';

/** The number of every category of one feature, as category_encoders' OrdinalEncoder gives it. */
interface OrdinalCodes {
  readonly name: ColumnName;
  readonly codes: ReadonlyMap<PythonKey, number>;
  readonly missing?: number;
  readonly areNumbers: boolean;
}

/** The codes of values that were never seen, and of missing ones where none were. */
const unknownCode = -1;
const missingCode = -2;

const nothing: CodeRow = { values: [Number.NaN], widens: true };

/** `handle_unknown` or `handle_missing`, which must be one of these texts. */
export function readStrategy(
  state: EstimatorState,
  name: 'handle_unknown' | 'handle_missing',
  known: readonly Strategy[],
): Strategy {
  const value = state.value(name);
  const strategy = known.find((candidate) => candidate === value);
  if (strategy) return strategy;
  throw state.unexpected(name, `one of ${known.map((text) => `"${text}"`).join(', ')}`);
}

/** category_encoders.OrdinalEncoder. */
export function ordinalLookups(state: EstimatorState): CategoryLookup[] {
  const unknownRule = readStrategy(state, 'handle_unknown', ['value', 'return_nan', 'error']);
  const missingRule = readStrategy(state, 'handle_missing', ['value', 'return_nan', 'error']);
  const hidesMissing = missingRule === 'return_nan';
  // Filling in an unknown code comes after NaN has made floats of the column.
  const rules: Readonly<Partial<Record<Strategy, CodeRow | typeof refused>>> = {
    error: refused,
    value: { values: [unknownCode], widens: true },
  };
  const unknown = rules[unknownRule] ?? nothing;
  const rowOf = (code: number): CodeRow =>
    hidesMissing && code === missingCode ? nothing : { values: [code], widens: false };
  return readOrdinalCodes(state).map(({ name, codes, missing, areNumbers }) => ({
    name,
    outputs: [name],
    areIntegers: [!hidesMissing],
    areNumbers,
    rows: new Map(Array.from(codes, ([key, code]) => [key, rowOf(code)] as const)),
    missing: missing === undefined ? unknown : rowOf(missing),
    unknown,
  }));
}

/** Encoders whose mapping leads from ordinal codes to rows of a frame: one-hot and base N. */
export function frameLookups(state: EstimatorState, ordinal: EstimatorState): CategoryLookup[] {
  const byName = new Map(readMapping(state).map(({ name, value }) => [name, value]));
  return readOrdinalCodes(ordinal).map((codes) => {
    const raw = byName.get(codes.name);
    if (raw === undefined) throw state.refusal(`whose column "${codes.name}" has no categories`);
    const frame = mappedFrame(state, raw);
    const columns = frame.columns.map((column) => numbersOf(state, column));
    const outputs = frame.names.map((name) => columnName(state, name));
    const rowAt = (at: number): CodeRow => ({
      values: columns.map(({ numbers }) => numbers[at] ?? Number.NaN),
      widens: false,
    });
    const none: CodeRow = { values: outputs.map(() => Number.NaN), widens: true };
    const areIntegers = columns.map((column) => column.areIntegers);
    return codedLookup(state, codes, {
      outputs,
      areIntegers,
      rowOf: rowFinder(frame.labels.positions, rowAt, none),
    });
  });
}

/** Encoders whose mapping leads from ordinal codes to numbers: those that learn from a target. */
export function seriesLookups(state: EstimatorState, ordinal: EstimatorState): CategoryLookup[] {
  const byName = new Map(readMapping(state).map(({ name, value }) => [name, value]));
  return readOrdinalCodes(ordinal).map((codes) => {
    const raw = byName.get(codes.name);
    if (raw === undefined) throw state.refusal(`whose column "${codes.name}" has no categories`);
    const series = mappedSeries(state, raw);
    const { numbers, areIntegers } = numbersOf(state, series.values);
    const rowAt = (at: number): CodeRow => ({ values: [numbers[at] ?? Number.NaN], widens: false });
    return codedLookup(state, codes, {
      outputs: [codes.name],
      areIntegers: [areIntegers],
      rowOf: rowFinder(series.labels.positions, rowAt, nothing),
    });
  });
}

/** Rows by code, each made once; `none` for a code that the mapping does not have. */
function rowFinder(
  positions: ReadonlyMap<PythonKey, number>,
  rowAt: (at: number) => CodeRow,
  none: CodeRow,
): (code: number) => CodeRow {
  const rows = new Map(Array.from(positions, ([key, at]) => [key, rowAt(at)] as const));
  return (code) => rows.get(pythonKey(code) ?? '') ?? none;
}

function codedLookup(
  state: EstimatorState,
  { name, codes, missing, areNumbers }: OrdinalCodes,
  made: Pick<CategoryLookup, 'outputs' | 'areIntegers'> & {
    readonly rowOf: (code: number) => CodeRow;
  },
): CategoryLookup {
  const { outputs, areIntegers, rowOf } = made;
  const rule = state.value('handle_unknown');
  const isKnown = ['value', 'return_nan', 'error', 'indicator'].some((text) => text === rule);
  // Since 2.9 a number is written into the mapping, as everything else is.
  if (!isKnown && typeof rule !== 'number') {
    throw state.unexpected('handle_unknown', 'a known strategy');
  }
  return {
    name,
    outputs,
    areIntegers,
    areNumbers,
    rows: new Map(Array.from(codes, ([key, code]) => [key, rowOf(code)] as const)),
    missing: rowOf(missing ?? missingCode),
    unknown: rule === 'error' ? refused : rowOf(unknownCode),
  };
}

function readOrdinalCodes(state: EstimatorState): OrdinalCodes[] {
  return readMapping(state).map(({ name, value }) => {
    const { labels, values } = mappedSeries(state, value);
    const { numbers } = numbersOf(state, values);
    if (!numbers.every(Number.isSafeInteger)) {
      throw state.refusal('whose mapping leads to other numbers than integers');
    }
    const codeAt = (at: number): number => numbers[at] ?? unknownCode;
    const { positions, missing, areNumbers } = labels;
    return {
      name,
      codes: new Map(Array.from(positions, ([key, at]) => [key, codeAt(at)] as const)),
      areNumbers,
      ...(missing !== undefined && { missing: codeAt(missing) }),
    };
  });
}
