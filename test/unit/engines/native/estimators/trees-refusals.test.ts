import { describe, expect, it } from 'vitest';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import {
  estimator,
  floats,
  list,
  objects,
  tree,
  tuple,
} from '../../../../helpers/python-values.ts';
import {
  adaBoost,
  bagging,
  boosting,
  bytes,
  categorical,
  hist,
  histFields,
  integers,
  isolation,
  predictOne,
  predictor,
  regressor,
  split,
  treeWith,
  zeroOne,
} from '../../../../helpers/tree-values.ts';

describe('gradient boosting of three classes that begins with another classifier', () => {
  const bayes = estimator('sklearn.naive_bayes.GaussianNB', {
    theta_: floats([0, 1, 2], [3, 1]),
    var_: floats([1, 1, 1], [3, 1]),
    sigma_: floats([1, 1, 1], [3, 1]),
    class_prior_: floats([0.2, 0.3, 0.5]),
    classes_: floats([0, 1, 2]),
  });
  const trees = [regressor(), regressor(), regressor()];
  const model = (version: string): PythonValue =>
    boosting(
      {
        init_: bayes,
        n_classes_: 3,
        classes_: floats([0, 1, 2]),
        estimators_: { kind: 'array', dtype: 'object', shape: [1, 3], values: trees },
      },
      'Classifier',
      version,
    );

  it('is refused where scikit-learn mixed up the rows', () => {
    expect(() => translateModel(model('1.2.2'), { method: 'predict' })).toThrow(
      /init_ may answer column after column/,
    );
    expect(predictOne(model('1.3.2'), [0])).toHaveLength(1);
  });
});

describe('a model of trees is refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['a loss of gradient boosting', boosting({ loss: 'tweedie' }), /whose loss is "tweedie"/],
    ['an init that is none', boosting({ init_: 'mean' }), /init_ is "mean" where "zero" or/],
    [
      'a list of learning rates',
      boosting({ learning_rate: floats([1, 2]) }),
      /a number is expected/,
    ],
    ['trees in one dimension', boosting({ estimators_: objects(regressor()) }), /two dimensions/],
    [
      'boosting of other members',
      boosting({
        estimators_: { kind: 'array', dtype: 'object', shape: [1, 1], values: [boosting()] },
      }),
      /tree 0 is not a DecisionTreeRegressor/,
    ],
    [
      'too few trees for three classes',
      boosting({ n_classes_: 3, classes_: floats([0, 1, 2]) }, 'Classifier'),
      /not 3 trees a stage/,
    ],
    [
      'an exponential loss of three classes',
      boosting({ loss: 'exponential', n_classes_: 3 }, 'Classifier'),
      /"exponential" knows no 3 classes/,
    ],
    ['a loss of histogram boosting', hist({ loss: 'tweedie' }), /whose loss is "tweedie"/],
    ['predictors that are none', hist({}, regressor()), /_predictors hold something else/],
    ['too many trees', hist({ _predictors: list(list()) }), /lists of 1 trees/],
    ['nodes without a field', hist({}, predictor({ value: [1] })), /without a field "is_leaf"/],
    [
      'a feature beyond the last',
      hist({}, predictor({ ...histFields, feature_idx: [7, 0, 0] })),
      /uses a feature NaN of 1/,
    ],
    [
      'a child beyond the end',
      hist({}, predictor({ ...histFields, right: [9, 0, 0] })),
      /child 9 outside/,
    ],
    ['a category where the bins have numbers', hist({}, predictor(categorical)), /disagree/],
    [
      'a set beyond the last',
      hist({}, predictor({ ...categorical, bitset_idx: [1, 0, 0] }), 1),
      /set 1 of 1/,
    ],
    [
      'a set of unknown categories',
      hist({}, predictor(categorical, 4), 1),
      /categories that its bins do not know/,
    ],
    [
      'a baseline in float32',
      hist({ _baseline_prediction: floats([1, 2]) }),
      /1 numbers in float64/,
    ],
    [
      'a preprocessing of another kind',
      hist(
        {
          is_categorical_: bytes(1),
          _preprocessor: estimator('sklearn.compose._column_transformer.ColumnTransformer', {
            transformers_: list(tuple('encoder', regressor(), list())),
          }),
        },
        predictor(categorical),
        1,
      ),
      /does not begin with an OrdinalEncoder/,
    ],
    ['an algorithm', adaBoost({ algorithm: 'SAMME.X' }), /algorithm is "SAMME\.X"/],
    ['too few weights', adaBoost({ estimator_weights_: floats([]) }), /at least 1 numbers/],
    ['no members', adaBoost({ estimators_: list() }), /which has no members/],
    ['one class', adaBoost({ n_classes_: 1 }), /knows only one class/],
    ['another number of members', bagging({ n_estimators: 2 }), /n_estimators says otherwise/],
    [
      'features of members beyond the last',
      bagging({ estimators_features_: list(integers(1)) }),
      /arrays of features below 1/,
    ],
    [
      'members with more features than they see',
      bagging({ n_features_in_: 2, estimators_features_: list(integers(1, 0)) }),
      /member 0 does not have 2 features/,
    ],
    ['trees with other features', isolation({ _max_features: 2 }), /do not have 2 features/],
    ['trees without counts', isolation(), /do not say how many rows/],
    [
      'other trees in an isolation forest',
      isolation({ estimators_: list(regressor()) }),
      /tree 0 is not an ExtraTreeRegressor/,
    ],
    [
      'a forest of other trees',
      estimator('sklearn.ensemble._forest.RandomForestRegressor', { estimators_: list(bagging()) }),
      /not a sklearn\.tree\.DecisionTreeRegressor/,
    ],
    [
      'outputs that disagree',
      estimator('sklearn.tree._classes.DecisionTreeRegressor', {
        tree_: tree(split, 1, 1),
        n_outputs_: 2,
      }),
      /whose trees have 1 outputs/,
    ],
    [
      'labels of different types',
      estimator('sklearn.tree._classes.DecisionTreeClassifier', {
        tree_: treeWith(
          Array.from({ length: 12 }, () => 1),
          [3, 2, 2],
        ),
        n_outputs_: 2,
        classes_: list(zeroOne, objects('a', 'b')),
      }),
      /2 arrays of labels of one type/,
    ],
  ])('%s', (_, model, message) => {
    expect(() => translateModel(model, { method: 'predict' })).toThrow(message);
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });

  it('probabilities of several outputs', () => {
    const model = estimator('sklearn.tree._classes.DecisionTreeClassifier', {
      tree_: treeWith([1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0], [3, 2, 2]),
      n_outputs_: 2,
      classes_: list(objects('a', 'b'), objects('c', 'd')),
    });
    expect(() => translateModel(model, { method: 'predict_proba' })).toThrow(
      /"predict_proba", which this model does not have; it has predict\./,
    );
    expect(predictOne(model, [0])).toEqual(['a', 'd']);
    expect(predictOne(model, [1])).toEqual(['b', 'c']);
  });
});
