import { describe, expect, it } from 'vitest';
import { linearLikelihoods } from '../../../../../src/core/engines/native/estimators/bayes/likelihoods.ts';
import type { LinearBayesPlan } from '../../../../../src/core/engines/native/estimators/bayes/plans.ts';
import { toDense } from '../../../../../src/core/engines/native/rows/dense.ts';
import type { SparseMatrix } from '../../../../../src/core/engines/native/rows/matrix.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list } from '../../../../helpers/python-values.ts';

const predict = { method: 'predict' } as const;

function bayes(name: string, attributes: Record<string, PythonValue>): PythonValue {
  return estimator(`sklearn.naive_bayes.${name}`, { classes_: floats([0, 1]), ...attributes });
}

describe('naive Bayes that is refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    [
      'variances of another size',
      bayes('GaussianNB', { theta_: floats([1, 2], [2, 1]), var_: floats([1, 2], [1, 2]) }),
      /attribute var_ is a float64 array of shape \(1, 2\)/,
    ],
    [
      'variances by the name of another version',
      bayes('GaussianNB', { theta_: floats([1, 2], [2, 1]), sigma_: floats([1, 2], [2, 1]) }),
      /no attribute var_/,
    ],
    [
      'too few priors',
      bayes('MultinomialNB', {
        feature_log_prob_: floats([-1, -2], [2, 1]),
        class_log_prior_: floats([0]),
      }),
      /class_log_prior_ .* 2 numbers/,
    ],
    [
      'a table without a row for each class',
      bayes('CategoricalNB', {
        class_log_prior_: floats([-1, -1]),
        feature_log_prob_: list(floats([-1, -2], [1, 2])),
      }),
      /tables with 2 rows/,
    ],
    [
      'no tables',
      bayes('CategoricalNB', { class_log_prior_: floats([-1, -1]), feature_log_prob_: list() }),
      /at least one table/,
    ],
    [
      'tables that are none',
      bayes('CategoricalNB', { class_log_prior_: floats([-1, -1]), feature_log_prob_: list('x') }),
      /a list of arrays of numbers/,
    ],
  ])('%s', (_, model, message) => {
    expect(() => translateModel(model, predict)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(model, predict)).toThrow(message);
  });
});

describe('sparse rows', () => {
  const rows: SparseMatrix = {
    kind: 'sparse',
    rowCount: 2,
    columnCount: 2,
    rowStarts: Int32Array.of(0, 1, 3),
    columns: Int32Array.of(1, 0, 1),
    values: Float64Array.of(3, 1, 2),
    isFloat32: false,
  };

  function plan(threshold?: number): LinearBayesPlan {
    const rules = { estimator: 'BernoulliNB', featureCount: 2, allowsNaN: false } as const;
    return {
      kind: 'linear-bayes',
      rules: { ...rules, conversion: 'numeric' },
      labels: { kind: 'tensor', dtype: 'int32', shape: [2], values: Int32Array.of(0, 1) },
      weights: Float64Array.of(-1, -2, -3, -4),
      constants: Float64Array.of(-0.5, -0.25),
      ...(threshold !== undefined && { threshold }),
    };
  }

  it.each([undefined, 0, 1, 2.5])('count as dense ones do, with the threshold %s', (threshold) => {
    const sparse = linearLikelihoods(plan(threshold), rows);
    expect(sparse).toEqual(linearLikelihoods(plan(threshold), toDense(rows)));
  });

  it('cannot be binarized below zero', () => {
    expect(() => linearLikelihoods(plan(-1), rows)).toThrow(MlflowError);
    expect(() => linearLikelihoods(plan(-1), rows)).toThrow(/threshold -1/);
  });
});
