import { sharedFloats } from '../../shared-memory.ts';
import type { LinearClassifierPlan, LinearRegressorPlan, LinearScores } from './plans.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';

/** LinearRegression and Ridge: coef_ has a row for each target, or none when y had one dimension. */
export function translateLinearRegressor(state: EstimatorState): LinearRegressorPlan {
  const { scores, featureCount, isFlat } = readScores(state);
  return {
    kind: 'linear-regressor',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    scores,
    isFlat,
  };
}

/** sklearn.linear_model.LogisticRegression: binary, multinomial and one against the rest. */
export function translateLogisticRegression(state: EstimatorState): LinearClassifierPlan {
  const read = readScores(state);
  const classCount = Math.max(2, read.scores.outputCount);
  const isSoftmax = usesSoftmax(state, classCount);
  return {
    kind: 'linear-classifier',
    rules: inputRules(state, read.featureCount, { allowsNaN: false, conversion: 'numeric' }),
    scores: read.scores,
    labels: classLabels(state, classCount),
    probability: isSoftmax ? 'softmax' : 'logistic',
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

interface ReadScores {
  readonly scores: LinearScores;
  readonly featureCount: number;
  readonly isFlat: boolean;
}

function readScores(state: EstimatorState): ReadScores {
  const coefficients = state.numbers('coef_');
  const { shape } = coefficients;
  if (shape.length < 1 || shape.length > 2) {
    throw state.unexpected('coef_', 'an array of one or two dimensions');
  }
  const isFlat = shape.length === 1;
  const outputCount = isFlat ? 1 : (shape[0] ?? 0);
  const featureCount = shape.at(-1) ?? 0;
  if (outputCount === 0 || featureCount === 0)
    throw state.unexpected('coef_', 'an array with elements');
  const intercept = state.numbers('intercept_');
  if (intercept.values.length !== 1 && intercept.values.length !== outputCount) {
    throw state.unexpected('intercept_', `${outputCount} numbers`);
  }
  const intercepts = sharedFloats(
    Array.from({ length: outputCount }, (_, output) =>
      Number(intercept.values[intercept.values.length === 1 ? 0 : output]),
    ),
  );
  const scores: LinearScores = {
    coefficients: sharedFloats(coefficients.values),
    intercepts,
    outputCount,
    isFloat32: coefficients.isFloat32 && intercept.isFloat32,
  };
  return { scores, featureCount, isFlat };
}
