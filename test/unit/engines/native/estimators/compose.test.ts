import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../../src/core/data/table.ts';
import {
  readColumnSpec,
  slicePositions,
} from '../../../../../src/core/engines/native/estimators/compose/read-columns.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, list, objects, tuple } from '../../../../helpers/python-values.ts';

const transform = { method: 'transform' as const };
const dict = (...entries: [PythonValue, PythonValue][]): PythonValue => ({ kind: 'dict', entries });
const columns = (attributes: Record<string, PythonValue> = {}, version = '1.9.1'): PythonValue =>
  estimator(
    'sklearn.compose._column_transformer.ColumnTransformer',
    {
      transformers_: list(tuple('keep', 'passthrough', list('b', 'a'))),
      _transformer_to_input_indices: dict(['keep', list(1, 0)]),
      transformer_weights: null,
      n_features_in_: 3,
      feature_names_in_: objects('a', 'b', 'c'),
      sparse_output_: false,
      ...attributes,
    },
    version,
  );
const functionOf = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.preprocessing._function_transformer.FunctionTransformer', {
    func: null,
    inverse_func: null,
    validate: false,
    kw_args: null,
    inv_kw_args: null,
    ...attributes,
  });
const pipeline = (...steps: [string, PythonValue][]): PythonValue =>
  estimator('imblearn.pipeline.Pipeline', {
    steps: list(...steps.map(([name, step]) => tuple(name, step))),
  });
const sampler = pythonObject(
  { module: 'imblearn.over_sampling._smote.base', name: 'SMOTE' },
  [],
  0,
);
const slice = (...limits: PythonValue[]): PythonValue =>
  pythonObject({ module: 'builtins', name: 'slice' }, limits, 0);

function table(values: Record<string, number>): Table {
  const names = Object.keys(values);
  const cells = Object.values(values);
  return {
    kind: 'table',
    names,
    columns: cells.map((value) => ({ dtype: 'float64', values: Float64Array.of(value) })),
    rowCount: 1,
  };
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof MlflowError ? error.message : '';
  }
  return '';
}

describe('ColumnTransformer', () => {
  it('finds columns by name among others and in any order', () => {
    const plan = translateModel(columns(), transform);
    const answer = evaluatePlan(plan, table({ x: 9, b: 2, a: 1 }), { firstRow: 0 });
    expect([...answer.values]).toEqual([2, 1]);
  });

  it('names the columns that are missing', () => {
    const plan = translateModel(columns(), transform);
    const message = messageOf(() => evaluatePlan(plan, table({ a: 1, c: 3 }), { firstRow: 0 }));
    expect(message).toMatch(/missing are "b"; it has "a", "c"/);
  });

  it('refuses a frame that has a column twice', () => {
    const plan = translateModel(columns(), transform);
    const twice: Table = { ...table({ a: 1, b: 2, c: 3 }), names: ['a', 'b', 'b'] };
    expect(messageOf(() => evaluatePlan(plan, twice, { firstRow: 0 }))).toMatch(/more than one/);
  });

  it('refuses an array where it chooses by name', () => {
    const plan = translateModel(columns(), transform);
    const values = Float64Array.of(1, 2, 3);
    const input = { kind: 'tensor', dtype: 'float64', shape: [1, 3], values } as const;
    expect(messageOf(() => evaluatePlan(plan, input, { firstRow: 0 }))).toMatch(/no column names/);
  });

  it.each<[string, PythonValue, RegExp]>([
    [
      'columns that it does not have',
      columns({ _transformer_to_input_indices: dict(['keep', list(7)]) }),
      /"keep" takes columns that it does not have/,
    ],
    [
      'a fraction of a column',
      columns({ _transformer_to_input_indices: dict(['keep', list(0.5)]) }),
      /takes columns that it does not have/,
    ],
    [
      'columns of an unknown kind',
      columns({ transformers_: list(tuple('keep', 'passthrough', dict())) }),
      /columns of an unknown kind/,
    ],
    ['entries that are none', columns({ transformers_: list('keep') }), /transformers_/],
    [
      'a text for a transformer',
      columns({ transformers_: list(tuple('keep', 'magic', list('a'))) }),
      /"keep" is "magic"/,
    ],
    [
      'weights that are texts',
      columns({ transformer_weights: dict(['keep', 'much']) }),
      /transformer_weights/,
    ],
    ['names that do not fit', columns({ feature_names_in_: objects('a') }), /an array of 3 names/],
    ['features without end', columns({ n_features_in_: 1e15 }), /1000000000000000 features/],
    ['a version before 0.23', columns({}, '0.22.1'), /versions from 0\.23 on/],
  ])('refuses %s by name', (_, model, reason) => {
    expect(() => translateModel(model, transform)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(model, transform)).toThrow(reason);
  });
});

describe('FunctionTransformer', () => {
  it.each<[string, Record<string, PythonValue>, RegExp]>([
    [
      'a lambda',
      { func: pythonObject({ module: 'cloudpickle', name: '_make_function' }, [], 0) },
      /func is a function of its own, which is Python code/,
    ],
    [
      'a function of somebody',
      { func: { kind: 'global', module: 'my.code', name: 'log1p' } },
      /func is the function my\.code\.log1p/,
    ],
    [
      'a function of NumPy that is not known',
      { func: { kind: 'global', module: 'numpy', name: 'fft' } },
      /numpy\.fft/,
    ],
    [
      'a name that every object has',
      { func: { kind: 'global', module: 'numpy', name: 'constructor' } },
      /numpy\.constructor/,
    ],
    ['arguments', { kw_args: dict(['out', 1]) }, /hands kw_args to its function/],
  ])('refuses %s by name', (_, attributes, reason) => {
    expect(() => translateModel(functionOf(attributes), transform)).toThrow(reason);
  });
});

describe('an imbalanced-learn pipeline', () => {
  it('leaves samplers out', () => {
    const plan = translateModel(pipeline(['draw', sampler], ['do', functionOf({})]), transform);
    expect(plan.parts).toEqual(['Pipeline', 'FunctionTransformer']);
  });

  it('refuses a sampler at its end', () => {
    const model = pipeline(['draw', sampler]);
    expect(() => translateModel(model, transform)).toThrow(/draws rows and predicts nothing/);
  });
});

describe('readColumnSpec', () => {
  it.each<[string, PythonValue, unknown]>([
    ['a name', 'a', { kind: 'names', names: ['a'], isFlat: true }],
    ['positions', list(1, -1), { kind: 'positions', positions: [1, -1], isFlat: false }],
    ['a mask', list(true, false), { kind: 'mask', mask: [true, false] }],
    ['a slice', slice(null, 'b', null), { kind: 'slice', limits: [null, 'b', null] }],
    [
      "a remainder's list",
      Object.assign(pythonObject({ module: 'sklearn.x', name: '_RemainderColsList' }, [], 0), {
        state: dict(['data', list(2)]),
      }),
      { kind: 'positions', positions: [2], isFlat: false },
    ],
    [
      'an index of pandas',
      pythonObject(
        { module: 'pandas.core.indexes.base', name: '_new_Index' },
        [
          { kind: 'global', module: 'pandas.core.indexes.base', name: 'Index' },
          dict(['data', objects('a', 'b')]),
        ],
        0,
      ),
      { kind: 'names', names: ['a', 'b'], isFlat: false },
    ],
    ['a mix', list('a', 1), undefined],
  ])('reads %s', (_, value, expected) => {
    expect(readColumnSpec(value)).toEqual(expected);
  });
});

describe('slicePositions', () => {
  it.each<[readonly (number | null)[], number[]]>([
    [
      [null, null, null],
      [0, 1, 2, 3],
    ],
    [
      [1, 3, null],
      [1, 2],
    ],
    [
      [-2, null, null],
      [2, 3],
    ],
    [
      [null, null, -1],
      [3, 2, 1, 0],
    ],
    [
      [3, 0, -2],
      [3, 1],
    ],
    [
      [0, 99, 2],
      [0, 2],
    ],
    [[0, 4, 0], []],
  ])('follows Python for %j', (limits, positions) => {
    expect(slicePositions(limits, 4)).toEqual(positions);
  });
});
