import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../../src/core/data/table.ts';
import type { Tensor } from '../../../../../src/core/data/tensor.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, objects } from '../../../../helpers/python-values.ts';

const transform = { method: 'transform' as const };
const simple = (attributes: Record<string, PythonValue> = {}): PythonValue =>
  estimator('sklearn.impute._base.SimpleImputer', {
    strategy: 'most_frequent',
    missing_values: Number.NaN,
    statistics_: objects('Oslo', Number.NaN),
    add_indicator: false,
    keep_empty_features: false,
    ...attributes,
  });
const neighbors = (attributes: Record<string, PythonValue> = {}): PythonValue =>
  estimator('sklearn.impute._knn.KNNImputer', {
    missing_values: Number.NaN,
    weights: 'uniform',
    metric: 'nan_euclidean',
    n_neighbors: 1,
    add_indicator: false,
    keep_empty_features: false,
    _fit_X: floats([1, 10, 2, 20], [2, 2]),
    ...attributes,
  });
const indicator = (features: number[]): PythonValue =>
  estimator('sklearn.impute._base.MissingIndicator', { features_: floats(features) });

function impute(model: PythonValue, input: Table | Tensor): Tensor {
  return evaluatePlan(translateModel(model, transform), input, { firstRow: 0 });
}

const frame = (values: unknown[]): Table => ({
  kind: 'table',
  names: ['a', 'b'],
  columns: [
    { dtype: 'object', values },
    { dtype: 'object', values },
  ],
  rowCount: values.length,
});

describe('imputers', () => {
  it("fill a frame's missing texts and leave a column out that was all gaps", () => {
    expect(impute(simple(), frame([null, 'Rome'])).values).toEqual(['Oslo', 'Rome']);
  });

  it.each(['pandas._libs.missing', 'pandas'])('fill a gap that is marked by NA of %s', (module) => {
    const mark: PythonValue = { kind: 'global', module, name: 'NA' };
    const model = simple({ missing_values: mark, statistics_: objects('x', 'y') });
    expect(impute(model, frame([null])).values).toEqual(['x', 'y']);
  });

  it('leave None in an array where NaN is the gap', () => {
    const input: Tensor = { kind: 'tensor', dtype: 'object', shape: [1, 2], values: [null, 'x'] };
    const model = simple({ statistics_: objects('Oslo', 'Oslo') });
    expect(impute(model, input).values).toEqual([null, 'x']);
  });

  it('count booleans beside integers as integers, as check_array does since 1.1', () => {
    const model = simple({ missing_values: -1, statistics_: floats([1, 7]) });
    const input: Table = {
      kind: 'table',
      names: ['a', 'b'],
      columns: [
        { dtype: 'boolean', values: Uint8Array.of(1, 0) },
        { dtype: 'int64', values: BigInt64Array.of(7n, -1n) },
      ],
      rowCount: 2,
    };
    const { dtype, values } = impute(model, input);
    expect([dtype, ...values]).toEqual(['int64', 1n, 7n, 0n, 7n]);
  });

  it('take the nearest neighbour', () => {
    const values = Float64Array.of(1.9, Number.NaN);
    const input: Tensor = { kind: 'tensor', dtype: 'float64', shape: [1, 2], values };
    expect([...impute(neighbors(), input).values]).toEqual([1.9, 20]);
  });

  it('take those of several neighbours at one distance that argpartition of NumPy 1 takes', () => {
    const rows = [5, 1, 1, 1, 1, 1, 1, 0].flatMap((distance, at) => [distance, 2 ** at]);
    const model = neighbors({ n_neighbors: 4, _fit_X: floats(rows, [8, 2]) });
    const values = Float64Array.of(0, Number.NaN);
    const input: Tensor = { kind: 'tensor', dtype: 'float64', shape: [1, 2], values };
    expect([...impute(model, input).values]).toEqual([0, 58]);
  });

  it.each<[string, PythonValue, RegExp]>([
    [
      'an indicator of pandas.NA',
      estimator('sklearn.impute._base.MissingIndicator', {
        missing_values: { kind: 'global', module: 'pandas', name: 'NA' },
      }),
      /missing_values is pandas\.NA/,
    ],
    ['a strategy of its own', simple({ strategy: 'mode' }), /strategy is not one of mean/],
    [
      'a strategy that is a function',
      simple({ strategy: pythonObject({ module: 'm', name: 'f' }, [], 0) }),
      /strategy is not one of mean/,
    ],
    ['fills that are objects', simple({ statistics_: objects(objects('a')) }), /statistics_ is/],
    [
      'an unknown mark',
      simple({ missing_values: pythonObject({ module: 'm', name: 'Gap' }, [], 0) }),
      /missing_values is an object of m\.Gap/,
    ],
    ['texts for a mean', simple({ strategy: 'mean', statistics_: objects('a') }), /statistics_/],
    [
      'an indicator of features that it does not have',
      simple({ add_indicator: true, indicator_: indicator([7]) }),
      /features_/,
    ],
    ['another metric', neighbors({ metric: 'cosine' }), /metric is not "nan_euclidean"/],
    ['weights of its own', neighbors({ weights: 'gauss' }), /neither "uniform" nor "distance"/],
    ['no neighbours', neighbors({ n_neighbors: 0 }), /n_neighbors/],
    ['no rows', neighbors({ _fit_X: floats([], [0, 2]) }), /_fit_X/],
  ])('refuse %s by name', (_, model, reason) => {
    expect(() => translateModel(model, transform)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(model, transform)).toThrow(reason);
  });

  it('refuse the iterative imputer by name', () => {
    const model = estimator('sklearn.impute._iterative.IterativeImputer', {});
    expect(() => translateModel(model, transform)).toThrow(/IterativeImputer/);
  });
});
