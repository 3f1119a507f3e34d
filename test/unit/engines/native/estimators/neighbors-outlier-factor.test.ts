import { describe, expect, it } from 'vitest';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import type { PredictMethod } from '../../../../../src/core/engines/native/methods.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats } from '../../../../helpers/python-values.ts';

/** Fitted to 0, 1 and 3 with one neighbor, by hand. */
const factor = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.neighbors._lof.LocalOutlierFactor', {
    novelty: true,
    n_neighbors_: 1,
    n_features_in_: 1,
    effective_metric_: 'manhattan',
    effective_metric_params_: { kind: 'dict', entries: [] },
    _fit_method: 'brute',
    _fit_X: floats([0, 1, 3], [3, 1]),
    _distances_fit_X_: floats([1, 1, 2], [3, 1]),
    _lrd: floats([1, 1, 0.5]),
    offset_: -1.5,
    ...attributes,
  });

const tensor = (...values: number[]) => ({
  kind: 'tensor' as const,
  dtype: 'float64' as const,
  shape: [values.length, 1],
  values: Float64Array.from(values),
});

const ask = (model: PythonValue, rows: number[], method: PredictMethod = 'predict') => {
  const answer = evaluatePlan(translateModel(model, { method }), tensor(...rows), { firstRow: 5 });
  return [...answer.values];
};

describe('LocalOutlierFactor', () => {
  it('compares the density of a row with that of its neighbors', () => {
    // As dense as its neighbor, and four times less.
    const scores = ask(factor({}), [0.25, -4], 'score_samples');
    expect(scores.map((score) => Number(Number(score).toFixed(9)))).toEqual([-1, -4]);
    expect(ask(factor({}), [0.25, -4])).toEqual([1n, -1n]);
    const decisions = ask(factor({ offset_: -4 }), [-4], 'decision_function');
    expect(Math.abs(Number(decisions[0]))).toBeLessThan(1e-9);
  });

  it('takes of equally far points the one that the heap keeps', () => {
    expect(ask(factor({}), [2])).toEqual([1n]);
  });

  it('refuses a row with equally far points where NumPy would choose', () => {
    const cosine = factor({ effective_metric_: 'cosine' });
    expect(() => ask(cosine, [2])).toThrow(/as far from row 5 as the last of its 1 neighbors/);
    expect(() => ask(cosine, [2])).toThrow(MlflowError);
  });

  it.each<[string, PythonValue, RegExp]>([
    ['no novelty', factor({ novelty: false }), /fitted with novelty=False and has no predict/],
    ['no neighbors', factor({ n_neighbors_: 0 }), /a number from 1 to 3/],
    ['more neighbors than points', factor({ n_neighbors_: 4 }), /a number from 1 to 3/],
    ['densities of other points', factor({ _lrd: floats([1]) }), /a density of 3 points/],
    [
      'distances of other points',
      factor({ _distances_fit_X_: floats([1, 1], [2, 1]) }),
      /1 distances of 3 points/,
    ],
    [
      'float32 points with gaps',
      factor({
        effective_metric_: 'nan_euclidean',
        _fit_X: {
          kind: 'array',
          dtype: 'float32',
          shape: [3, 1],
          values: Float32Array.of(0, 1, 3),
        },
      }),
      /metric "nan_euclidean" is known in float64 alone/,
    ],
  ])('is refused by name with %s', (_, model, message) => {
    expect(() => translateModel(model, { method: 'predict' })).toThrow(message);
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });
});
