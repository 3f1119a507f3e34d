import { describe, expect, it } from 'vitest';
import { evaluateLinearRegressor } from '../../../../../src/core/engines/native/estimators/linear/evaluate-regressor.ts';
import { linearScores } from '../../../../../src/core/engines/native/estimators/linear/linear-scores.ts';
import type { LinearScores } from '../../../../../src/core/engines/native/estimators/linear/plans.ts';
import { toDense } from '../../../../../src/core/engines/native/rows/dense.ts';
import type { SparseMatrix } from '../../../../../src/core/engines/native/rows/matrix.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list, tuple } from '../../../../helpers/python-values.ts';

const predict = { method: 'predict' } as const;

function linear(name: string, attributes: Record<string, PythonValue>, version = '1.9.1') {
  const state = { coef_: floats([1, 2]), intercept_: 0.5, n_features_in_: 2, ...attributes };
  return estimator(`sklearn.linear_model._private.${name}`, state, version);
}

function sparse(name: string, state: Record<string, PythonValue>): PythonValue {
  const object = pythonObject({ module: 'scipy.sparse._matrices', name }, [], 0);
  const parts: Record<string, PythonValue> = {
    _shape: tuple(1, 2),
    data: floats([3]),
    indices: floats([1]),
    indptr: floats([0, 1]),
    ...state,
  };
  object.state = { kind: 'dict', entries: Object.entries(parts) };
  return object;
}

const binarizer = (kind: string): PythonValue =>
  estimator('sklearn.preprocessing._label.LabelBinarizer', {
    y_type_: kind,
    sparse_input_: false,
    classes_: floats([0, 1]),
  });

describe('linear models that are refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['no coefficients', linear('Lasso', { coef_: floats([], [0]) }), /coef_ is a float64 array/],
    ['three dimensions', linear('Lasso', { coef_: floats([1, 2], [1, 1, 2]) }), /one or two dim/],
    [
      'too many intercepts',
      linear('Ridge', { intercept_: floats([1, 2]) }),
      /1 numbers is expected/,
    ],
    ['other features', linear('Lars', { n_features_in_: 3 }), /says it has 3 features/],
    ['an unknown link', linear('TweedieRegressor', { link: 'probit' }), /link is "probit"/],
    ['an unknown loss', linear('SGDClassifier', { loss: 'cosine' }), /loss is "cosine"/],
    [
      'labels for two classes only',
      linear('Perceptron', { coef_: floats([1, 2, 3, 4, 5, 6], [3, 2]), classes_: floats([0, 1]) }),
      /an array of 3 labels/,
    ],
    [
      'several outputs',
      linear('RidgeClassifier', { _label_binarizer: binarizer('multiclass-multioutput') }),
      /labels of the kind "multiclass-multioutput"/,
    ],
    [
      'a sparse matrix of another kind',
      linear('Lasso', { coef_: sparse('coo_matrix', {}) }),
      /coo/,
    ],
    [
      'a sparse index beyond the last column',
      linear('Lasso', { coef_: sparse('csr_matrix', { indices: floats([2]) }) }),
      /indices name 2 of 2/,
    ],
    [
      'a sparse row that ends beyond the data',
      linear('Lasso', { coef_: sparse('csr_matrix', { indptr: floats([0, 9]) }) }),
      /leads outside of its 1 elements/,
    ],
    [
      'a sparse matrix of absurd size',
      linear('Lasso', { coef_: sparse('csr_matrix', { _shape: tuple(2 ** 20, 2 ** 20) }) }),
      /has 1048576 × 1048576 elements/,
    ],
    [
      'a RANSAC without a model inside',
      linear('RANSACRegressor', { estimator_: null }),
      /estimator_ of the model is None, not an estimator/,
    ],
    [
      'rotations of another size',
      estimator('sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis', {
        means_: floats([1, 2, 3, 4], [2, 2]),
        priors_: floats([0.5, 0.5]),
        rotations_: list(floats([1], [1, 1]), floats([1], [1, 1])),
        scalings_: list(floats([1]), floats([1])),
        classes_: floats([0, 1]),
      }),
      /rotations_ and scalings_ do not fit/,
    ],
    [
      'a solver that is not known',
      estimator('sklearn.discriminant_analysis.LinearDiscriminantAnalysis', {
        coef_: floats([1, 2], [1, 2]),
        intercept_: floats([0]),
        solver: 'newton',
        classes_: floats([0, 1]),
      }),
      /solver is "newton"/,
    ],
  ])('%s', (_, model, message) => {
    expect(() => translateModel(model, predict)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(model, predict)).toThrow(message);
  });

  it('asks a discriminant with the solver lsqr for no transform', () => {
    const model = estimator('sklearn.discriminant_analysis.LinearDiscriminantAnalysis', {
      coef_: floats([1, 2], [1, 2]),
      intercept_: floats([0]),
      solver: 'lsqr',
      classes_: floats([0, 1]),
    });
    expect(() => translateModel(model, { method: 'transform' })).toThrow(/does not have; it has/);
  });
});

describe('sparse rows', () => {
  const rows: SparseMatrix = {
    kind: 'sparse',
    rowCount: 3,
    columnCount: 3,
    rowStarts: Int32Array.of(0, 2, 2, 3),
    columns: Int32Array.of(2, 0, 1),
    values: Float64Array.of(4, 1, -2),
    isFloat32: false,
  };
  const scores: LinearScores = {
    coefficients: Float64Array.of(1, 2, 3, 10, 20, 30),
    intercepts: Float64Array.of(0.5, 0.25),
    outputCount: 2,
    hasFloat32Product: false,
    isFloat32: false,
  };

  it('are multiplied as they are, with the result that dense ones have', () => {
    expect([...linearScores(rows, scores)]).toEqual([13.5, 130.25, 0.5, 0.25, -3.5, -39.75]);
    expect(linearScores(toDense(rows), scores)).toEqual(linearScores(rows, scores));
  });

  it('read coefficients that sparsify() made sparse, adding up what stands at one place', () => {
    const twice = { data: floats([3, 4]), indices: floats([1, 1]), indptr: floats([0, 2]) };
    const model = linear('SGDRegressor', { coef_: sparse('csr_matrix', twice) });
    const { root } = translateModel(model, predict);
    if (root.kind !== 'linear-regressor') throw new Error(`It became a ${root.kind}.`);
    expect([...root.scores.coefficients]).toEqual([0, 7]);
    const { values } = evaluateLinearRegressor(root, {
      kind: 'matrix',
      rowCount: 1,
      columnCount: 2,
      values: Float64Array.of(5, 1),
      isFloat32: false,
    });
    expect([...values]).toEqual([7.5]);
  });
});
