import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../../src/core/data/table.ts';
import { predictRows } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { joinAnswers } from '../../../../../src/core/engines/native/evaluate/join-answers.ts';
import { loadPlan } from '../../../../../src/core/engines/native/load-plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { floats, estimator, list, objects } from '../../../../helpers/python-values.ts';
import {
  dict,
  pandasFrame,
  pandasIndex,
  pandasSeries,
  pandasTexts,
} from '../../../../helpers/pandas-values.ts';

const transform = { method: 'transform' as const };
const codes = (...values: number[]): PythonValue => ({
  kind: 'array',
  dtype: 'int64',
  shape: [values.length],
  values: BigInt64Array.from(values, BigInt),
});
const mapping = (
  labels: PythonValue = objects('Lima', 'Oslo', Number.NaN),
  values: PythonValue = codes(1, 2, -2),
): PythonValue => list(dict({ col: 'city', mapping: pandasSeries(labels, values) }));
const ordinal = (attributes: Record<string, PythonValue> = {}): PythonValue =>
  estimator('category_encoders.ordinal.OrdinalEncoder', {
    cols: list('city'),
    feature_names_in_: list('age', 'city'),
    feature_names_out_: list('age', 'city'),
    handle_unknown: 'value',
    handle_missing: 'value',
    return_df: true,
    drop_invariant: false,
    mapping: mapping(),
    ...attributes,
  });
const people = (...cities: unknown[]): Table => ({
  kind: 'table',
  names: ['city', 'age'],
  columns: [
    { dtype: 'object', values: cities },
    { dtype: 'float64', values: Float64Array.from(cities, (_, at) => at) },
  ],
  rowCount: cities.length,
});

function encode(model: PythonValue, ...cities: unknown[]): Table {
  const answer = predictRows(translateModel(model, transform), people(...cities), { firstRow: 7 });
  if (answer.kind === 'table') return answer;
  throw new Error('An array was answered.');
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MlflowError) return error.message;
  }
  return '';
}

describe('encoders of category_encoders', () => {
  it('answer a frame with the columns in the order of the input', () => {
    const answer = encode(ordinal(), 'Oslo', null);
    expect(answer.names).toEqual(['city', 'age']);
    expect(answer.columns[0]).toEqual({ dtype: 'int64', values: BigInt64Array.of(2n, -2n) });
  });

  it('make floats of a column in which an unknown value occurs', () => {
    const [city] = encode(ordinal(), 'Oslo', 'Atlantis').columns;
    expect(city).toEqual({ dtype: 'float64', values: Float64Array.of(2, -1) });
  });

  it('answer in parts as they answer at once', () => {
    const parts = [encode(ordinal(), 'Oslo'), encode(ordinal(), 'Atlantis')];
    const joined = joinAnswers(parts);
    expect(joined?.kind === 'table' && joined.columns[0]).toEqual({
      dtype: 'float64',
      values: Float64Array.of(2, -1),
    });
  });

  it('name the column, the row, the value and what is known where unknown is an error', () => {
    const message = messageOf(() =>
      encode(ordinal({ handle_unknown: 'error' }), 'Oslo', 'Atlantis'),
    );
    expect(message).toMatch(/column "city" holds "Atlantis" in row 8/);
    expect(message).toContain('one of "Lima", "Oslo"');
  });

  it('refuse a frame without a column, or with one twice', () => {
    const plan = translateModel(ordinal(), transform);
    const lacking: Table = { ...people('Oslo'), names: ['town', 'age'] };
    const twice: Table = { ...people('Oslo'), names: ['city', 'city'] };
    const run = (table: Table): string =>
      messageOf(() => predictRows(plan, table, { firstRow: 0 }));
    expect(run(lacking)).toContain('missing are "city"');
    expect(run(twice)).toContain('more than one column');
  });

  it.each([
    ['handle_unknown', { handle_unknown: 'ignore' }, /handle_unknown is "ignore"/],
    ['an old version', { feature_names_out_: null }, /before 2\.6/],
    ['a category twice', { mapping: mapping(objects('a', 'a', 'b')) }, /same category twice/],
    ['texts as codes', { mapping: mapping(undefined, objects('a', 'b', 'c')) }, /leads to objects/],
    ['fractions', { mapping: mapping(undefined, floats([0.5, 1, 2])) }, /other numbers/],
    ['another length', { mapping: mapping(undefined, codes(1, 2)) }, /cannot be read/],
    ['another index', { mapping: mapping(pandasIndex('MultiIndex', objects('a'))) }, /MultiIndex/],
    ['no mapping of a column', { cols: list('city', 'age') }, /do not fit/],
    ['composites', { composite_members_: dict({ 'a|b': list('a', 'b') }) }, /composite_cols/],
    ['polars', { _sklearn_output_config: dict({ transform: 'polars' }) }, /another kind of frame/],
  ])('are refused by name for %s', (_, attributes, reason) => {
    const run = (): unknown => translateModel(ordinal(attributes), transform);
    expect(run).toThrow(UnsupportedFlavorError);
    expect(messageOf(run)).toMatch(reason);
  });

  const leaveOneOut = (kind: 'objects' | 'texts', handleMissing: string): PythonValue => {
    const labels = objects('Lima', 'Oslo', Number.NaN);
    const index = pandasIndex('Index', kind === 'texts' ? pandasTexts(labels) : labels);
    const frame = pandasFrame(index, objects('sum', 'count'), floats([6, 4, 2, 3, 2, 2], [2, 3]));
    return estimator('category_encoders.leave_one_out.LeaveOneOutEncoder', {
      cols: list('city'),
      feature_names_in_: list('age', 'city'),
      feature_names_out_: list('age', 'city'),
      handle_unknown: 'value',
      handle_missing: handleMissing,
      return_df: true,
      drop_invariant: false,
      _mean: 9,
      mapping: dict({ city: frame }),
    });
  };

  it('refuse means of missing values where None and NaN differ, as before pandas 3', () => {
    const run = (): unknown => translateModel(leaveOneOut('objects', 'value'), transform);
    expect(messageOf(run)).toMatch(/None and NaN are encoded differently/);
  });

  it.each([
    ['objects', 'return_nan', Number.NaN],
    ['texts', 'value', 1],
  ] as const)('answer means of missing values of %s with %s', (kind, handleMissing, missing) => {
    const model = leaveOneOut(kind, handleMissing);
    const [city] = encode(model, 'Lima', 'Oslo', null, 'Atlantis').columns;
    expect(city?.values).toEqual(Float64Array.of(2, 2, missing, 9));
  });
});

describe('transformers that answer frames', () => {
  const scaler = (output: string): PythonValue =>
    estimator('sklearn.preprocessing._data.StandardScaler', {
      with_mean: true,
      with_std: true,
      mean_: floats([1]),
      scale_: floats([2]),
      var_: floats([4]),
      n_features_in_: 1,
      _sklearn_output_config: dict({ transform: output }),
    });

  it('are refused by name, also at the end of a pipeline', () => {
    const step: PythonValue = { kind: 'tuple', items: ['scale', scaler('pandas')] };
    const pipeline = estimator('sklearn.pipeline.Pipeline', { steps: list(step), memory: null });
    for (const model of [scaler('pandas'), pipeline]) {
      expect(messageOf(() => translateModel(model, transform))).toMatch(
        /StandardScaler was set by set_output to answer pandas frames/,
      );
    }
    expect(translateModel(scaler('default'), transform).parts).toEqual(['StandardScaler']);
  });
});

describe('ensembles of imbalanced-learn', () => {
  it('take the version of their members where the flavor names none', async () => {
    const path = 'test/fixtures/estimators/imblearn/rus-boost/sklearn-1.2.2.pkl';
    const plan = await loadPlan({ path, format: 'pickle', method: 'predict' });
    // Until 1.5 `algorithm` chose, and 1.6 and later do not ask.
    expect(plan.root).toMatchObject({ kind: 'adaboost-classifier', scoring: { isReal: true } });
  });

  it('are not asked for a version that members do not have', () => {
    const members = list(pythonObject({ module: 'x', name: 'Y' }, [], 0));
    const model = estimator('imblearn.ensemble._bagging.BalancedBaggingClassifier', {
      estimators_: members,
      n_estimators: 1,
    });
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });
});
