import type { PredictMethod } from '../../src/core/engines/native/methods.ts';
import { evaluatePlan } from '../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { translateModel } from '../../src/core/engines/native/translate/translate-model.ts';
import type { NumpyArray } from '../../src/core/formats/numpy-array.ts';
import { type PythonValue, isTagged, pythonObject } from '../../src/core/formats/python-value.ts';
import { estimator, floats, list, tree } from './python-values.ts';

type Attributes = Readonly<Record<string, PythonValue>>;
const leaf = { left: -1, right: -1 };
/** A root that compares its only feature with 0.5, and two leaves. */
export const split = [{ left: 1, right: 2, feature: 0, threshold: 0.5 }, leaf, leaf];

/** A tree with values of our own for its three nodes. */
export function treeWith(
  values: readonly number[],
  shape: number[],
  featureCount = 1,
): PythonValue {
  const object = tree(split, featureCount, 1);
  if (isTagged(object) && object.kind === 'object') {
    const { state } = object;
    if (isTagged(state) && state.kind === 'dict') {
      state.entries.push(['values', floats(values, shape)]);
    }
  }
  return object;
}

function records(fields: Readonly<Record<string, readonly number[]>>): NumpyArray {
  const names = Object.keys(fields);
  const itemSize = names.length * 8;
  const count = Math.max(...Object.values(fields).map(({ length }) => length));
  const values = new Float64Array(count * names.length);
  names.forEach((name, field) => {
    fields[name]?.forEach((value, row) => (values[row * names.length + field] = value));
  });
  const dtype = {
    kind: 'scalar' as const,
    name: 'float64' as const,
    itemSize: 8,
    isBigEndian: false,
  };
  return {
    kind: 'array',
    dtype: 'structured',
    shape: [count],
    structure: {
      kind: 'structured',
      itemSize,
      fields: names.map((name, field) => ({ name, dtype, offset: field * 8 })),
    },
    bytes: new Uint8Array(values.buffer),
  };
}

/** An array of 32-bit integers. */
export function integers(...values: number[]): NumpyArray {
  return { kind: 'array', dtype: 'int32', shape: [values.length], values: Int32Array.from(values) };
}

/** An array of bytes, such as a mask. */
export function bytes(...values: number[]): NumpyArray {
  return { kind: 'array', dtype: 'uint8', shape: [values.length], values: Uint8Array.from(values) };
}

/** What a model answers for one row of numbers. */
export function predictOne(
  model: PythonValue,
  row: readonly number[],
  method: PredictMethod = 'predict',
) {
  const plan = translateModel(model, { method });
  const values = Float64Array.from(row);
  const shape = [1, row.length];
  const input = { kind: 'tensor' as const, dtype: 'float64' as const, shape, values };
  return [...evaluatePlan(plan, input, { firstRow: 0 }).values];
}

/** A DecisionTreeRegressor with one feature. */
export const regressor = (tree_: PythonValue = tree(split, 1, 1)): PythonValue =>
  estimator('sklearn.tree._classes.DecisionTreeRegressor', { tree_, n_outputs_: 1 });
/** Two classes that are numbers. */
export const zeroOne = floats([0, 1]);

/** A GradientBoosting with one tree; `kind` is Regressor or Classifier. */
export function boosting(
  attributes: Attributes = {},
  kind = 'Regressor',
  version?: string,
): PythonValue {
  return estimator(
    `sklearn.ensemble._gb.GradientBoosting${kind}`,
    {
      loss: kind === 'Regressor' ? 'squared_error' : 'log_loss',
      learning_rate: 0.5,
      init_: 'zero',
      n_classes_: 2,
      classes_: zeroOne,
      estimators_: { kind: 'array', dtype: 'object', shape: [1, 1], values: [regressor()] },
      ...attributes,
    },
    version,
  );
}

/** The nodes of a tree of histogram boosting, by field: a root and two leaves. */
export const histFields = {
  value: [0, 1, 2],
  feature_idx: [0, 0, 0],
  num_threshold: [0.5, 0, 0],
  left: [1, 0, 0],
  right: [2, 0, 0],
  is_leaf: [0, 1, 1],
  missing_go_to_left: [1, 0, 0],
  is_categorical: [0, 0, 0],
  bitset_idx: [0, 0, 0],
};

/** A TreePredictor with nodes of our own, and one set of categories as bits. */
export function predictor(
  fields: Readonly<Record<string, readonly number[]>>,
  set = 1,
): PythonValue {
  const name = 'TreePredictor';
  const module = 'sklearn.ensemble._hist_gradient_boosting.predictor';
  const object = pythonObject({ module, name }, [], 0);
  const sets: NumpyArray = {
    kind: 'array',
    dtype: 'uint32',
    shape: [1, 8],
    values: Uint32Array.of(set, 0, 0, 0, 0, 0, 0, 0),
  };
  const entries: [PythonValue, PythonValue][] = [
    ['nodes', records(fields)],
    ['raw_left_cat_bitsets', sets],
  ];
  object.state = { kind: 'dict', entries };
  return object;
}

/** A HistGradientBoostingRegressor with one tree. */
export function hist(
  attributes: Attributes = {},
  trees: PythonValue = predictor(histFields),
  isCategorical = 0,
): PythonValue {
  return estimator(
    'sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor',
    {
      loss: 'squared_error',
      _baseline_prediction: floats([10], [1, 1]),
      _predictors: list(list(trees)),
      _bin_mapper: estimator('sklearn.ensemble._hist_gradient_boosting.binning._BinMapper', {
        is_categorical_: bytes(isCategorical),
        bin_thresholds_: list(floats([0, 1])),
      }),
      ...attributes,
    },
  );
}

/** {@link histFields} with a root that looks for its feature in a set. */
export const categorical = { ...histFields, is_categorical: [1, 0, 0] };

/** An AdaBoostClassifier with one tree. */
export function adaBoost(attributes: Attributes = {}, version = '1.3.0'): PythonValue {
  const member = estimator(
    'sklearn.tree._classes.DecisionTreeClassifier',
    {
      tree_: treeWith([1, 1, 1, 0, 0, 1], [3, 1, 2]),
      n_outputs_: 1,
      classes_: zeroOne,
      splitter: 'best',
      criterion: 'gini',
    },
    version,
  );
  return estimator(
    'sklearn.ensemble._weight_boosting.AdaBoostClassifier',
    {
      algorithm: 'SAMME',
      n_features_in_: 1,
      n_classes_: 2,
      classes_: zeroOne,
      estimators_: list(member),
      estimator_weights_: floats([1]),
      ...attributes,
    },
    version,
  );
}

/** A BaggingRegressor with one tree. */
export function bagging(attributes: Attributes = {}): PythonValue {
  return estimator('sklearn.ensemble._bagging.BaggingRegressor', {
    n_estimators: 1,
    n_features_in_: 1,
    estimators_: list(regressor()),
    estimators_features_: list(integers(0)),
    ...attributes,
  });
}

/** An IsolationForest whose only tree does not say how many rows it saw. */
export function isolation(attributes: Attributes = {}, version = '1.9.0'): PythonValue {
  const member = estimator('sklearn.tree._classes.ExtraTreeRegressor', {
    tree_: tree(split, 1, 1),
  });
  return estimator(
    'sklearn.ensemble._iforest.IsolationForest',
    {
      _max_features: 1,
      _max_samples: 4,
      offset_: -0.5,
      n_features_in_: 1,
      estimators_: list(member),
      estimators_features_: list(integers(0)),
      ...attributes,
    },
    version,
  );
}
