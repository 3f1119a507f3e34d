import { describe, expect, it } from 'vitest';
import { evaluatePlan } from '../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import type { PredictMethod } from '../../../../src/core/engines/native/methods.ts';
import { translateModel } from '../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import { readPickle } from '../../../../src/core/formats/pickle/read-pickle.ts';
import type { PythonValue } from '../../../../src/core/formats/python-value.ts';
import {
  type TreeNode,
  estimator,
  floats,
  list,
  objects,
  tree,
  tuple,
} from '../../../helpers/python-values.ts';

const predict: { method: PredictMethod } = { method: 'predict' };
const linearClass = 'sklearn.linear_model._base.LinearRegression';
const linear = (attributes: Record<string, PythonValue> = {}): PythonValue =>
  estimator(linearClass, {
    coef_: floats([1, 2]),
    intercept_: 0.5,
    n_features_in_: 2,
    ...attributes,
  });
const scaler = estimator('sklearn.preprocessing._data.StandardScaler', {
  with_mean: true,
  with_std: true,
  mean_: floats([0, 0]),
  scale_: floats([1, 1]),
});
const pipeline = (...steps: [string, PythonValue][]): PythonValue =>
  estimator('sklearn.pipeline.Pipeline', {
    steps: list(...steps.map(([name, step]) => tuple(name, step))),
  });
const treeModel = (nodes: TreeNode[]): PythonValue =>
  estimator('sklearn.tree._classes.DecisionTreeClassifier', {
    tree_: tree(nodes),
    n_outputs_: 1,
    classes_: objects('a', 'b'),
  });
const logistic = (attributes: Record<string, PythonValue>, version?: string): PythonValue =>
  estimator(
    'sklearn.linear_model._logistic.LogisticRegression',
    {
      coef_: floats([1, 2], [1, 2]),
      intercept_: floats([0]),
      classes_: objects('a', 'b'),
      ...attributes,
    },
    version,
  );
const leaf = { left: -1, right: -1 };

describe('translateModel', () => {
  it('lists the parts and evaluates the plan', () => {
    const plan = translateModel(pipeline(['scale', scaler], ['fit', linear()]), predict);
    expect(plan.parts).toEqual(['Pipeline', 'StandardScaler', 'LinearRegression']);
    const input = { kind: 'tensor' as const, dtype: 'float64' as const, shape: [1, 2] };
    const answer = evaluatePlan(plan, { ...input, values: Float64Array.of(3, 4) }, { firstRow: 0 });
    expect([...answer.values]).toEqual([11.5]);
  });

  it.each<[string, PythonValue, RegExp]>([
    [
      'an unknown class',
      estimator('sklearn.svm._classes.SVC', {}),
      /the model is sklearn\.svm\.SVC/,
    ],
    [
      'an unknown step',
      pipeline(['clf', estimator('sklearn.svm._classes.SVC', {})]),
      /step "clf" is sklearn\.svm\.SVC/,
    ],
    [
      'a class of ours',
      estimator('my.code.LogisticRegression', {}),
      /my\.code\.LogisticRegression/,
    ],
    ['a lone scaler', scaler, /holds a StandardScaler, which transforms and cannot predict/],
    [
      'a lone encoder',
      estimator('sklearn.preprocessing._label.LabelEncoder', {}),
      /holds a LabelEncoder, which transforms/,
    ],
    [
      'a pipeline that ends with a scaler',
      pipeline(['scale', scaler]),
      /holds a Pipeline of StandardScaler, which transforms/,
    ],
    [
      'a pipeline that ends with nothing',
      pipeline(['end', 'passthrough']),
      /holds a Pipeline, which transforms/,
    ],
    [
      'a predictor in the middle',
      pipeline(['a', linear()], ['b', linear()]),
      /"a" is followed by other parts/,
    ],
    ['something that is no object', 'text', /"text", not an estimator/],
    [
      'a newer scikit-learn',
      estimator(linearClass, {}, '1.10.0'),
      /1\.10\.0; the versions it knows/,
    ],
    ['a version that is none', estimator(linearClass, {}, 'x'), /saved by scikit-learn x/],
    ['an unfitted model', estimator(linearClass, {}), /no attribute coef_/],
    [
      'a sparse coef_ of a rare kind',
      linear({ coef_: estimator('scipy.sparse.coo_matrix', {}) }),
      /coef_ is a scipy\.sparse\.coo_matrix/,
    ],
    ['features that disagree', linear({ n_features_in_: 3 }), /3 features while its arrays have 2/],
    ['names that disagree', linear({ feature_names_in_: objects('a') }), /an array of 2 names/],
    [
      'too many intercepts',
      linear({ intercept_: floats([1, 2]) }),
      /intercept_ is a float64 array/,
    ],
    ['too many classes', logistic({ classes_: objects('a', 'b', 'c') }), /an array of 2 labels/],
    [
      'classes that are objects',
      logistic({ classes_: objects('a', list()) }),
      /numbers, texts or booleans/,
    ],
    [
      'an unknown multi_class',
      logistic({ multi_class: 'crammer' }, '1.3.0'),
      /multi_class is "crammer"/,
    ],
  ])('refuses %s by name', (_, model, message) => {
    expect(() => translateModel(model, predict)).toThrow(message);
    expect(() => translateModel(model, predict)).toThrow(UnsupportedFlavorError);
  });

  it('refuses a pickle that would call os.system, naming it', () => {
    const model = readPickle(Buffer.from("cos\nsystem\n(S'touch /tmp/owned'\ntR."));
    expect(() => translateModel(model, predict)).toThrow(/the model is os\.system/);
  });

  it('refuses a pipeline that holds itself', () => {
    const steps: PythonValue[] = [];
    const model = estimator('sklearn.pipeline.Pipeline', { steps: { kind: 'list', items: steps } });
    steps.push(tuple('again', model));
    expect(() => translateModel(model, predict)).toThrow(/nested more than 32/);
  });

  it('refuses methods that the estimator lacks', () => {
    expect(() => translateModel(linear(), { method: 'predict_proba' })).toThrow(/it has predict\./);
    const model = treeModel([leaf]);
    expect(() => translateModel(model, { method: 'decision_function' })).toThrow(
      /decision_function/,
    );
  });
});

describe('a tree from a hostile file is refused', () => {
  it.each<[string, TreeNode[], RegExp]>([
    [
      'a child beyond the end',
      [{ left: 1, right: 9, feature: 0 }, leaf],
      /child 9 outside of its 2/,
    ],
    ['a negative child', [{ left: 1, right: -5, feature: 0 }, leaf], /child -5 outside/],
    ['a right child that is none', [{ left: 1, right: -1, feature: 0 }, leaf], /child -1 outside/],
    ['a node that is its own child', [{ left: 0, right: 1, feature: 0 }, leaf], /node 0 twice/],
    ['two ways to one node', [{ left: 1, right: 1, feature: 0 }, leaf], /node 1 twice/],
    [
      'a feature beyond the last',
      [{ left: 1, right: 2, feature: 2 }, leaf, leaf],
      /feature 2 of 2/,
    ],
    ['a negative feature', [{ left: 1, right: 2, feature: -2 }, leaf, leaf], /feature -2 of 2/],
    [
      'a threshold that is NaN',
      [{ left: 1, right: 2, feature: 0, threshold: Number.NaN }, leaf, leaf],
      /compares with NaN/,
    ],
    ['no nodes', [], /not as many values as nodes/],
  ])('%s', (_, nodes, message) => {
    expect(() => translateModel(treeModel(nodes), predict)).toThrow(message);
    expect(() => translateModel(treeModel(nodes), predict)).toThrow(UnsupportedFlavorError);
  });

  it('but one that is sound is taken', () => {
    const nodes = [{ left: 1, right: 2, feature: 1, threshold: 0.5 }, leaf, leaf];
    expect(translateModel(treeModel(nodes), predict).parts).toEqual(['DecisionTreeClassifier']);
  });
});
