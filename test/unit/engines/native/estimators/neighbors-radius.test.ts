import { describe, expect, it } from 'vitest';
import { fusedMultiplyAdd } from '../../../../../src/core/engines/native/estimators/neighbors/metrics/fused-multiply-add.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import type { PredictMethod } from '../../../../../src/core/engines/native/methods.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { NumpyArray } from '../../../../../src/core/formats/numpy-array.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list, objects, tuple } from '../../../../helpers/python-values.ts';

const integers = (...values: number[]): NumpyArray => ({
  kind: 'array',
  dtype: 'int64',
  shape: [values.length],
  values: BigInt64Array.from(values, BigInt),
});

const shared: Record<string, PythonValue> = {
  radius: 0.5,
  weights: 'uniform',
  n_features_in_: 1,
  metric: 'manhattan',
  p: 2,
  effective_metric_: 'manhattan',
  effective_metric_params_: { kind: 'dict', entries: [] },
  _fit_method: 'brute',
  _fit_X: floats([0, 1], [2, 1]),
};

const classifier = (attributes: Record<string, PythonValue>, version?: string): PythonValue =>
  estimator(
    'sklearn.neighbors._classification.RadiusNeighborsClassifier',
    {
      ...shared,
      outputs_2d_: false,
      classes_: integers(1, 2),
      _y: integers(0, 1),
      outlier_label: null,
      outlier_label_: null,
      ...attributes,
    },
    version,
  );

const regressor = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.neighbors._regression.RadiusNeighborsRegressor', {
    ...shared,
    _y: floats([3, 4]),
    ...attributes,
  });

const tensor = (...values: number[]) => ({
  kind: 'tensor' as const,
  dtype: 'float64' as const,
  shape: [values.length, 1],
  values: Float64Array.from(values),
});

const table = (...values: number[]) => ({
  kind: 'table' as const,
  rowCount: values.length,
  names: ['a'],
  columns: [{ dtype: 'float64' as const, values: Float64Array.from(values) }],
});

/** After a step whose array has an order of memory that is not known. */
const afterStep = (model: PythonValue, version: string): PythonValue =>
  estimator(
    'sklearn.pipeline.Pipeline',
    {
      steps: list(
        tuple(
          'scale',
          estimator('sklearn.preprocessing._data.MaxAbsScaler', { scale_: floats([1]) }),
        ),
        tuple('vote', model),
      ),
    },
    version,
  );

type Input = Parameters<typeof evaluatePlan>[1];

const ask = (model: PythonValue, input: Input, method: PredictMethod = 'predict') => {
  const answer = evaluatePlan(translateModel(model, { method }), input, { firstRow: 10 });
  return [...answer.values];
};

describe('neighbors within a radius', () => {
  it('count when they stand at exactly the radius', () => {
    expect(ask(regressor({}), tensor(0.5, 1.5, 1.75))).toEqual([3.5, 4, Number.NaN]);
  });

  it('leave integers without neighbors at the least one, as NumPy casts NaN', () => {
    expect(ask(regressor({ _y: integers(3, 4) }), tensor(0, 9))).toEqual([3, -(2 ** 63)]);
  });

  it('are demanded of every row without a label for outliers', () => {
    const question = () => ask(classifier({}), table(0, 9, 1, 7));
    expect(question).toThrow(
      /No neighbors within the radius 0\.5 were found for the rows 11, 13\./,
    );
    expect(question).toThrow(MlflowError);
  });

  it('name ten of the rows that have none', () => {
    const rows = table(...Array.from({ length: 12 }, () => 9));
    expect(() => ask(classifier({}), rows)).toThrow(/rows 10, .*, 19 and 2 others/);
  });

  it('are settled by the label for outliers where there are none', () => {
    const model = classifier({ outlier_label: 7, outlier_label_: list(7) });
    expect(ask(model, table(1, 9))).toEqual([2n, 7n]);
    expect(ask(model, table(1, 9), 'predict_proba')).toEqual([0, 1, 0, 0]);
  });

  it('are settled by a label that is alone in an array of texts', () => {
    const label = { kind: 'array' as const, dtype: 'str' as const, shape: [1], values: ['c'] };
    const classes_ = objects('a', 'b');
    const model = classifier({ classes_, outlier_label: label, outlier_label_: label });
    expect(ask(model, table(1, 9))).toEqual(['b', 'c']);
  });

  it('are refused where the processor would settle them', () => {
    const point = Array.from({ length: 16 }, (_, at) => at * 0.1);
    const wide = regressor({
      n_features_in_: 16,
      radius: 0.1,
      effective_metric_: 'euclidean',
      _fit_X: floats(point, [1, 16]),
      _y: floats([3]),
    });
    const asked = { ...tensor(0.1, ...point.slice(1)), shape: [1, 16] };
    expect(() => ask(wide, asked)).toThrow(/Row 10 stands as far from a training point/);
    expect(ask(wide, { ...tensor(0.2, ...point.slice(1)), shape: [1, 16] })).toEqual([Number.NaN]);
  });
});

describe('votes that scikit-learn counts by itself', () => {
  const numbered = { outlier_label: 1, outlier_label_: list(1) };

  it.each([
    ['1.9.1', [2n]],
    ['1.8.0', [1n]],
    ['1.3.2', [1n]],
  ])('take the label of outliers for the number of a class, by %s', (version, label) => {
    expect(ask(classifier(numbered, version), tensor(9))).toEqual(label);
    expect(ask(classifier(numbered, version), table(9))).toEqual([1n]);
  });

  it('are refused where the order of memory would settle them', () => {
    const model = (version: string) => afterStep(classifier(numbered, version), version);
    expect(() => ask(model('1.9.1'), tensor(9))).toThrow(/depends on the memory layout/);
    expect(ask(model('1.9.1'), tensor(1))).toEqual([2n]);
    expect(ask(model('1.8.0'), tensor(9))).toEqual([1n]);
  });

  it('are of int64 alone until 1.8', () => {
    const model = (version: string) => classifier({ classes_: objects('a', 'b') }, version);
    expect(() => ask(model('1.8.0'), tensor(0))).toThrow(/cannot answer an array of floats/);
    expect(ask(model('1.8.0'), table(0))).toEqual(['a']);
    expect(ask(model('1.9.1'), tensor(0))).toEqual(['a']);
  });
});

describe('models of neighbors within a radius', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['a radius below zero', regressor({ radius: -1 }), /a number from zero on/],
    ['a radius that is none', regressor({ radius: 'wide' }), /radius is .* a number/],
    [
      'targets without a value for NaN',
      regressor({
        _y: { ...integers(), dtype: 'uint32', shape: [2], values: Uint32Array.of(1, 2) },
      }),
      /targets are of the type uint32/,
    ],
    [
      'float32 points by a metric that takes no differences',
      regressor({
        effective_metric_: 'canberra',
        _fit_X: { kind: 'array', dtype: 'float32', shape: [2, 1], values: Float32Array.of(0, 1) },
      }),
      /metric "canberra" is known in float64 alone/,
    ],
    [
      'a label for another number of outputs',
      classifier({ outlier_label_: list(1, 2) }),
      /a label for each of 1 outputs/,
    ],
    [
      'a label of another type',
      classifier({ outlier_label_: list('a') }),
      /the type of the classes/,
    ],
    [
      'a power that only some of the code uses',
      classifier({ metric_params: { kind: 'dict', entries: [['p', 3]] } }),
      /metric_params have a power p/,
    ],
  ])('are refused by name: %s', (_, model, message) => {
    expect(() => translateModel(model, { method: 'predict' })).toThrow(message);
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });
});

describe('fusedMultiplyAdd', () => {
  it.each([
    [0.1, 10, -1, 2 ** -54],
    [1 + 2 ** -30, 1 + 2 ** -30, -1 - 2 ** -29, 2 ** -60],
    // Halfway between two floats, but for what is left of the product.
    [1 + 2 ** -52, 1 + 2 ** -52, 2 ** 53, 2 ** 53 + 2],
    [1 - 2 ** -53, 1 + 2 ** -52, 2 ** 53, 2 ** 53 + 2],
    [1 - 2 ** -53, 1 - 2 ** -53, 2 ** 53, 2 ** 53],
    [-3, 7, 21, 0],
    [0, 5, 0.25, 0.25],
  ])('rounds %d * %d + %d once', (a, b, c, result) => {
    expect(fusedMultiplyAdd(a, b, c)).toBe(result);
  });
});
