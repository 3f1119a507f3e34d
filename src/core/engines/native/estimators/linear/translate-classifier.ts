import type { Tensor } from '../../../../data/tensor.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { LinearClassifierPlan, LinearMultilabelPlan, LinearOneClassPlan } from './plans.ts';
import { type ReadScores, readScores } from './read-scores.ts';

/** sklearn.linear_model.LogisticRegression(CV): binary, multinomial and one against the rest. */
export function translateLogisticRegression(
  state: EstimatorState,
  child: ChildTranslator,
): LinearClassifierPlan {
  const read = readScores(state, child);
  const classCount = Math.max(2, read.scores.outputCount);
  const isSoftmax = usesSoftmax(state, classCount);
  return classifierPlan(state, read, isSoftmax ? 'softmax' : 'logistic');
}

/**
 * Classifiers that decide by their scores and know no probabilities: Perceptron,
 * PassiveAggressiveClassifier, LinearSVC (sklearn.linear_model.LinearClassifierMixin).
 */
export function translateScoreClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): LinearClassifierPlan {
  return classifierPlan(state, readScores(state, child), 'none');
}

/** Losses of SGDClassifier without probabilities; `squared_loss` until 1.1. */
const lossesWithoutProbability: ReadonlySet<string> = new Set([
  'hinge',
  'squared_hinge',
  'perceptron',
  'squared_error',
  'squared_loss',
  'huber',
  'epsilon_insensitive',
  'squared_epsilon_insensitive',
]);

/** sklearn.linear_model.SGDClassifier: probabilities depend on the loss (`log` until 1.2). */
export function translateSgdClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): LinearClassifierPlan {
  const loss = state.string('loss') ?? '';
  const read = readScores(state, child);
  if (loss === 'log' || loss === 'log_loss') return classifierPlan(state, read, 'logistic');
  if (loss === 'modified_huber') return classifierPlan(state, read, 'modified-huber');
  if (lossesWithoutProbability.has(loss)) return classifierPlan(state, read, 'none');
  throw state.refusal(`whose parameter loss is "${loss}"`);
}

/** sklearn.linear_model.RidgeClassifier(CV): its labels stand in a LabelBinarizer. */
export function translateRidgeClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): LinearClassifierPlan | LinearMultilabelPlan {
  const place = `the label binarizer of ${state.place}`;
  const binarizer = child.state(state.value('_label_binarizer') ?? null, place);
  const kind = binarizer.string('y_type_') ?? '';
  const read = readScores(state, child);
  if (kind === 'binary' || kind === 'multiclass') {
    const labels = classLabels(binarizer, Math.max(2, read.scores.outputCount));
    return classifierPlan(state, { ...read, labels }, 'none');
  }
  if (kind !== 'multilabel-indicator' || binarizer.boolean('sparse_input_') || read.isFlat) {
    throw state.refusal(`which was fitted on labels of the kind "${kind}"`);
  }
  return {
    kind: 'linear-multilabel',
    rules: inputRules(state, read.featureCount, { allowsNaN: false, conversion: 'numeric' }),
    scores: read.scores,
  };
}

/** sklearn.linear_model.SGDOneClassSVM, since 1.0. */
export function translateSgdOneClass(
  state: EstimatorState,
  child: ChildTranslator,
): LinearOneClassPlan {
  const names = { coefficients: 'coef_', intercept: 'offset_' };
  const { scores, featureCount } = readScores(state, child, names);
  if (scores.outputCount !== 1) throw state.unexpected('coef_', 'coefficients of one output');
  return {
    kind: 'linear-one-class',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    scores: { ...scores, intercepts: scores.intercepts.map((offset) => -offset) },
  };
}

/** A plan whose labels stand in `classes_` of the classifier unless they are given. */
export function classifierPlan(
  state: EstimatorState,
  { scores, featureCount, labels }: ReadScores & { readonly labels?: Tensor },
  probability: LinearClassifierPlan['probability'],
): LinearClassifierPlan {
  return {
    kind: 'linear-classifier',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    scores,
    labels: labels ?? classLabels(state, Math.max(2, scores.outputCount)),
    probability,
    zeroRows: isAtLeast(state.version, 1, 9) ? 'uniform' : 'nan',
  };
}

/**
 * The rule of LogisticRegression.predict_proba in the version that saved the model. `multi_class`
 * was there until 1.7 (`auto` since 0.22, called `deprecated` since 1.5); newton-cholesky knew no
 * multinomial from 1.2 to 1.5.
 */
function usesSoftmax(state: EstimatorState, classCount: number): boolean {
  if (isAtLeast(state.version, 1, 8)) return classCount > 2;
  const choice = state.string('multi_class') ?? '';
  if (choice === 'multinomial') return true;
  if (choice === 'ovr' || choice === 'warn') return false;
  if (choice !== 'auto' && choice !== 'deprecated') {
    throw state.refusal(`whose parameter multi_class is "${choice}"`);
  }
  const solver = state.string('solver') ?? '';
  const isOneAgainstRest =
    solver === 'liblinear' || (solver === 'newton-cholesky' && !isAtLeast(state.version, 1, 6));
  return classCount > 2 && !isOneAgainstRest;
}
