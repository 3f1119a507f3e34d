import { describe, expect, it } from 'vitest';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, objects, tree } from '../../../../helpers/python-values.ts';

const module = 'sklearn.feature_selection';
const best = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator(`${module}._univariate_selection.SelectKBest`, {
    scores_: floats([1, 2, 3]),
    k: 2,
    ...attributes,
  });
const generic = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator(`${module}._univariate_selection.GenericUnivariateSelect`, {
    scores_: floats([1, 2]),
    pvalues_: floats([0, 1]),
    param: 0.1,
    ...attributes,
  });
const linear = (coefficients: readonly number[]): PythonValue =>
  estimator('sklearn.linear_model._ridge.Ridge', { coef_: floats(coefficients) });
const fromModel = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator(`${module}._from_model.SelectFromModel`, {
    estimator: linear([]),
    estimator_: linear([1, 2, 6]),
    threshold: null,
    prefit: false,
    norm_order: 1,
    importance_getter: 'auto',
    max_features: null,
    ...attributes,
  });
const elimination = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator(`${module}._rfe.RFE`, {
    estimator: linear([]),
    estimator_: estimator('sklearn.linear_model._ridge.Ridge', {
      coef_: floats([1]),
      intercept_: 0,
    }),
    support_: { kind: 'array', dtype: 'bool', shape: [2], values: Uint8Array.of(1, 0) },
    ...attributes,
  });
const unknown = estimator('my.code.Model', {});
const hostileTree = estimator('sklearn.tree._classes.DecisionTreeRegressor', {
  tree_: tree([{ left: 5, right: 6, feature: 0 }], 2, 1),
  n_features_in_: 2,
});

describe('a selector of features is refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['with a negative count', best({ k: -1 }), /a number of features/],
    [
      'with scores in two dimensions',
      best({ scores_: floats([1, 2], [1, 2]) }),
      /a list of numbers/,
    ],
    ['with no scores', best({ scores_: floats([]) }), /no features to choose from/],
    ['with an unknown mode', generic({ mode: 'best' }), /mode is "best"/],
    ['with the mode of an object', generic({ mode: 'toString' }), /mode is "toString"/],
    [
      'with a threshold of another kind',
      fromModel({ threshold: '2*max' }),
      /such as "1\.25\*mean"/,
    ],
    [
      'with a threshold too close to call',
      fromModel({ estimator_: linear([1, 1 + 2e-15, 1]) }),
      /too close/,
    ],
    [
      'with scores too close to call',
      fromModel({ max_features: 1, threshold: 0, estimator_: linear([1, 1 + 2e-15]) }),
      /too close/,
    ],
    [
      'with an unknown order',
      fromModel({
        norm_order: 3,
        estimator_: estimator('sklearn.linear_model._ridge.Ridge', {
          coef_: floats([1, 2], [1, 2]),
        }),
      }),
      /norm_order is 3/,
    ],
    [
      'with an importance of its own',
      fromModel({ importance_getter: 'named_steps.a' }),
      /importance_getter is "named_steps\.a"/,
    ],
    [
      'with a model it does not know',
      fromModel({ estimator_: estimator('sklearn.svm._classes.SVC', {}) }),
      /no attribute n_features_|does not know/,
    ],
    [
      'with a tree that points outside of itself',
      fromModel({ estimator_: hostileTree }),
      /without a field "impurity"|points outside/,
    ],
    [
      'with a model whose missing values are unknown',
      elimination({ estimator: unknown }),
      /not known whether it takes missing values/,
    ],
    [
      'without the model to predict with',
      elimination({ estimator_: null }),
      /estimator_ of the model is None/,
    ],
    ['with a support of texts', elimination({ support_: objects('a') }), /a list of booleans/],
  ])('%s', (_, model, message) => {
    const translate = (): unknown => translateModel(model, { method: 'transform' });
    expect(translate).toThrow(message);
    expect(translate).toThrow(UnsupportedFlavorError);
  });

  it.each([best({}), generic({ mode: 'fpr' }), fromModel({}), elimination({})])(
    'but taken when it is sound (%#)',
    (model) => {
      expect(() => translateModel(model, { method: 'transform' })).not.toThrow();
    },
  );
});
