import { describe, expect, it } from 'vitest';
import { classesOf } from '../../../../../src/core/engines/native/estimators/meta/translate-members.ts';
import { EstimatorState } from '../../../../../src/core/engines/native/translate/estimator-state.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import type { ChildTranslator } from '../../../../../src/core/engines/native/translate/translator.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list, objects, tuple } from '../../../../helpers/python-values.ts';

type Attributes = Record<string, PythonValue>;

const line = estimator('sklearn.linear_model._base.LinearRegression', {
  coef_: floats([1]),
  intercept_: 0,
  n_features_in_: 1,
});
const logistic = estimator('sklearn.linear_model._logistic.LogisticRegression', {
  coef_: floats([1], [1, 1]),
  intercept_: floats([0]),
  classes_: objects('a', 'b'),
});
const voting = (attributes: Attributes): PythonValue =>
  estimator('sklearn.ensemble._voting.VotingClassifier', {
    voting: 'hard',
    weights: null,
    estimators: list(tuple('a', logistic)),
    estimators_: list(logistic),
    classes_: objects('a', 'b'),
    flatten_transform: true,
    ...attributes,
  });
const stacking = (attributes: Attributes): PythonValue =>
  estimator('sklearn.ensemble._stacking.StackingRegressor', {
    estimators_: list(line),
    stack_method_: list('predict'),
    final_estimator_: line,
    passthrough: false,
    ...attributes,
  });

function calibrated(calibrators: PythonValue): PythonValue {
  const type = { module: 'sklearn.calibration', name: '_CalibratedClassifier' };
  const member = pythonObject(type, [], 0);
  const entries: [PythonValue, PythonValue][] = [
    ['estimator', logistic],
    ['calibrators', calibrators],
  ];
  member.state = { kind: 'dict', entries };
  return estimator('sklearn.calibration.CalibratedClassifierCV', {
    classes_: objects('a', 'b'),
    calibrated_classifiers_: list(member),
  });
}

const isotonic = (attributes: Attributes): PythonValue =>
  estimator('sklearn.isotonic.IsotonicRegression', {
    X_thresholds_: floats([0, 1]),
    y_thresholds_: floats([0, 1]),
    out_of_bounds: 'clip',
    ...attributes,
  });

function tuned(score: PythonValue): PythonValue {
  const scorer = pythonObject({ module: 'sklearn.metrics._scorer', name: '_CurveScorer' }, [], 0);
  const entries: [PythonValue, PythonValue][] = [
    ['_score_func', score],
    ['_kwargs', { kind: 'dict', entries: [] }],
  ];
  scorer.state = { kind: 'dict', entries };
  return estimator('sklearn.model_selection._classification_threshold.TunedThresholdClassifierCV', {
    estimator_: logistic,
    response_method: 'auto',
    best_threshold_: 0.4,
    _curve_scorer: scorer,
  });
}

const rest = (attributes: Attributes, binarizer: Attributes): PythonValue =>
  estimator('sklearn.multiclass.OneVsRestClassifier', {
    estimators_: list(logistic),
    label_binarizer_: estimator('sklearn.preprocessing._label.LabelBinarizer', {
      y_type_: 'binary',
      classes_: objects('a', 'b'),
      ...binarizer,
    }),
    ...attributes,
  });

const refused: [string, PythonValue, RegExp][] = [
  [
    'a search that was not refitted',
    estimator('sklearn.model_selection._search.GridSearchCV', {
      refit: false,
      cv_results_: { kind: 'dict', entries: [] },
    }),
    /refit=False and so has no best estimator to predict with; fit it with refit=True/,
  ],
  [
    'a search that was not fitted',
    estimator('sklearn.model_selection._search.GridSearchCV', { refit: true }),
    /saved before it was fitted/,
  ],
  ['an unknown vote', voting({ voting: 'loud' }), /voting is "loud"/],
  [
    'a soft vote of estimators without probabilities',
    voting({ voting: 'soft', estimators_: list(line) }),
    /needs predict_proba of all its estimators/,
  ],
  ['too many weights', voting({ weights: list(1, 2) }), /a number for each of 1 estimators/],
  ['weights that are no numbers', voting({ weights: list('x') }), /a list of numbers/],
  ['a vote of nobody', voting({ estimators_: list() }), /no fitted estimators/],
  [
    'a stack with fewer methods than estimators',
    stacking({ stack_method_: list() }),
    /a method for each of 1 estimators/,
  ],
  [
    'a stack that asks for what its estimator lacks',
    stacking({ stack_method_: list('predict_proba') }),
    /estimator 0 has no method "predict_proba"/,
  ],
  [
    'a stack of several targets',
    estimator('sklearn.ensemble._stacking.StackingClassifier', { classes_: list() }),
    /several targets at once/,
  ],
  [
    'an unknown calibrator',
    calibrated(list(line)),
    /sklearn\.linear_model\.LinearRegression .* which is no known calibrator/,
  ],
  ['a classifier without calibrators', calibrated(list()), /calibrators do not fit its classes/],
  [
    'steps that do not rise',
    isotonic({ X_thresholds_: floats([1, 1]) }),
    /an array of increasing numbers/,
  ],
  ['steps without heights', isotonic({ y_thresholds_: floats([1]) }), /an array of 2 numbers/],
  ['an unknown edge', isotonic({ out_of_bounds: 'wrap' }), /out_of_bounds is "wrap"/],
  [
    'a threshold tuned by a score of ours',
    tuned({ kind: 'global', module: 'my.code', name: 'f1_score' }),
    /tuned by a score that is not known/,
  ],
  [
    'a threshold whose positive class is not there',
    tuned({ kind: 'global', module: 'sklearn.metrics._classification', name: 'f1_score' }),
    /pos_label is none of its classes/,
  ],
  [
    'one against the rest with too many estimators',
    rest({ estimators_: list(logistic, logistic) }, {}),
    /has 2 estimators where its classes need 1/,
  ],
  [
    'one against the rest of sparse labels',
    rest({}, { y_type_: 'multilabel-indicator', sparse_input_: true }),
    /fitted on sparse labels/,
  ],
  [
    'one against the rest of an unknown target',
    rest({}, { y_type_: 'continuous' }),
    /y_type_ is "continuous"/,
  ],
  [
    'a chain in an order that is none',
    estimator('sklearn.multioutput.RegressorChain', {
      estimators_: list(line),
      order_: list(1),
      n_features_in_: 1,
    }),
    /the numbers of 1 outputs/,
  ],
  [
    'one against one with precomputed kernels',
    estimator('sklearn.multiclass.OneVsOneClassifier', { pairwise_indices_: list() }),
    /precomputed kernels or distances/,
  ],
];

describe('estimators made of others', () => {
  it.each(refused)('refuses %s by name', (_, model, message) => {
    expect(() => translateModel(model, { method: 'predict' })).toThrow(message);
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });

  it('lists the parts inside', () => {
    const { parts } = translateModel(voting({}), { method: 'predict' });
    expect(parts).toEqual(['VotingClassifier', 'LogisticRegression']);
  });

  it('has no predict_proba of a hard vote', () => {
    const ask = () => translateModel(voting({}), { method: 'predict_proba' });
    expect(ask).toThrow(/it has predict, transform/);
  });

  it('names predict_proba of several outputs as missing', () => {
    const model = estimator('sklearn.multioutput.MultiOutputClassifier', {
      estimators_: list(logistic),
    });
    expect(() => translateModel(model, { method: 'predict_proba' })).toThrow(/it has predict\./);
  });

  it('looks for the classes of a wrapper that wraps itself only so far', () => {
    const search = pythonObject(
      { module: 'sklearn.model_selection._search', name: 'GridSearchCV' },
      [],
      0,
    );
    search.state = { kind: 'dict', entries: [['best_estimator_', search]] };
    const version = { number: 1009, text: '1.9' };
    const state: ChildTranslator['state'] = (_, place) =>
      new EstimatorState(search, place, version);
    const child = { state } as ChildTranslator; // it is asked for nothing else
    expect(() => classesOf(search, 'the model', child)).toThrow('whose classes are not known');
  });
});
