import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../../src/core/data/tensor.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { interpolate } from '../../../../../src/core/engines/native/estimators/preprocessing/interpolate.ts';
import { inverseNormal } from '../../../../../src/core/engines/native/estimators/preprocessing/inverse-normal.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, objects, tuple } from '../../../../helpers/python-values.ts';

const scaler = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.preprocessing._data.MinMaxScaler', {
    scale_: floats([1, 1]),
    min_: floats([0, 0]),
    clip: false,
    ...attributes,
  });
const discretizer = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.preprocessing._discretization.KBinsDiscretizer', {
    n_bins_: floats([2]),
    bin_edges_: objects(floats([0, 1, 2])),
    encode: 'ordinal',
    dtype: null,
    ...attributes,
  });
const polynomial = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.preprocessing._polynomial.PolynomialFeatures', {
    degree: 2,
    interaction_only: false,
    include_bias: true,
    n_features_in_: 2,
    ...attributes,
  });
const quantile = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.preprocessing._data.QuantileTransformer', {
    output_distribution: 'normal',
    ignore_implicit_zeros: false,
    references_: floats([0, 1]),
    quantiles_: floats([1, 2, 3, 4], [2, 2]),
    ...attributes,
  });
const power = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.preprocessing._data.PowerTransformer', {
    method: 'box-cox',
    standardize: false,
    lambdas_: floats([1, 2]),
    ...attributes,
  });

describe('Normalizer', () => {
  it('squares float32 in float32, where large numbers become infinite', () => {
    const model = estimator('sklearn.preprocessing._data.Normalizer', {
      n_features_in_: 2,
      norm: 'l2',
    });
    const plan = translateModel(model, { method: 'transform' });
    const values = Float32Array.of(1e30, 3, 4, 0);
    const input: Tensor = { kind: 'tensor', dtype: 'float32', shape: [2, 2], values };
    expect([...evaluatePlan(plan, input, { firstRow: 0 }).values]).toEqual([0, 0, 1, 0]);
  });
});

describe('a transformer of numbers is refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['with lengths that differ', scaler({ min_: floats([0]) }), /different lengths/],
    [
      'with a scale that is a matrix',
      scaler({ scale_: floats([1, 2], [1, 2]) }),
      /scale_ is a float64 array/,
    ],
    ['with a range of one', scaler({ clip: true, feature_range: tuple(1) }), /a pair of numbers/],
    [
      'with an unknown norm',
      estimator('sklearn.preprocessing._data.Normalizer', { n_features_in_: 2, norm: 'l3' }),
      /norm is "l3"/,
    ],
    ['with more edges than bins', discretizer({ n_bins_: floats([3]) }), /bin_edges_ and n_bins_/],
    ['with one edge', discretizer({ bin_edges_: objects(floats([1])) }), /array of edges/],
    ['with edges that are texts', discretizer({ bin_edges_: objects('a') }), /array of edges/],
    ['with an unknown encoding', discretizer({ encode: 'binary' }), /encode is "binary"/],
    ['with an unknown dtype', discretizer({ dtype: 'int' }), /numpy\.float32 or numpy\.float64/],
    ['with a negative degree', polynomial({ degree: -1 }), /a degree or a pair/],
    ['with degrees in disorder', polynomial({ degree: tuple(3, 2) }), /a degree or a pair/],
    [
      'with too many products',
      polynomial({ degree: 12, n_features_in_: 40 }),
      /more than 1000000 features/,
    ],
    [
      'with another count of features',
      polynomial({ n_output_features_: 7 }),
      /yields 7 features where its parameters give 6/,
    ],
    ['with nothing to yield', polynomial({ degree: 0, include_bias: false }), /yields no features/],
    [
      'with an unknown distribution',
      quantile({ output_distribution: 'beta' }),
      /output_distribution is "beta"/,
    ],
    [
      'with fewer references than quantiles',
      quantile({ references_: floats([0]) }),
      /1 by any numbers/,
    ],
    ['with an unknown power', power({ method: 'log' }), /method is "log"/],
    ['without the scaler it needs', power({ standardize: true }), /_scaler of the model is None/],
  ])('%s', (_, model, message) => {
    const translate = (): unknown => translateModel(model, { method: 'transform' });
    expect(translate).toThrow(message);
    expect(translate).toThrow(UnsupportedFlavorError);
  });

  it.each([scaler({}), discretizer({}), polynomial({}), quantile({}), power({})])(
    'but taken when it is sound (%#)',
    (model) => {
      expect(translateModel(model, { method: 'transform' }).parts).toHaveLength(1);
    },
  );
});

describe('inverseNormal is scipy.special.ndtri', () => {
  // Of SciPy 1.17.1.
  it.each([
    [0, -Infinity],
    [1e-300, -37.0470962993612],
    [1e-14, -7.6506280929352695],
    [1e-7, -5.1993375821928165],
    [0.1, -1.2815515655446004],
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.999999, 4.753424308817087],
    [1, Infinity],
    [1.5, Number.NaN],
  ])('of %d', (probability, expected) => {
    expect(inverseNormal(probability)).toBe(expected);
  });
});

describe('interpolate is numpy.interp', () => {
  const line = { places: Float64Array.of(0, 1, 1, 3), heights: Float64Array.of(0, 2, 4, 8) };
  it.each([
    [-1, 0],
    [0.5, 1],
    [1, 4],
    [2, 6],
    [3, 8],
    [9, 8],
    [Number.NaN, Number.NaN],
  ])('at %d', (place, height) => {
    expect(interpolate(line, place)).toBe(height);
  });
});
