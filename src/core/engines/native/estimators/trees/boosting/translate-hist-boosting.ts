import { classLabels } from '../../../translate/class-labels.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../../translate/translator.ts';
import { buildEnsemble } from '../../../tree-ensemble/build-ensemble.ts';
import { readHistFeatures } from './hist-features.ts';
import { readPredictors } from './hist-predictors.ts';
import type { BoostedClassifierPlan, BoostedRegressorPlan, BoostedScores } from '../plans.ts';

/** Losses of the regressor by all names that they had, and whether scores are logarithms. */
const regressorLosses: ReadonlyMap<string, BoostedRegressorPlan['link']> = new Map([
  ['squared_error', 'identity'],
  ['least_squares', 'identity'],
  ['absolute_error', 'identity'],
  ['least_absolute_deviation', 'identity'],
  ['quantile', 'identity'],
  ['poisson', 'exp'],
  ['gamma', 'exp'],
]);

/** sklearn.ensemble.HistGradientBoostingRegressor. */
export function translateHistRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): BoostedRegressorPlan {
  const loss = state.string('loss') ?? 'None';
  const link = regressorLosses.get(loss);
  if (!link) throw state.refusal(`whose loss is "${loss}"`);
  return { kind: 'boosted-regressor', ...readScores(state, child, 1), link };
}

const classifierLosses: ReadonlySet<string> = new Set([
  'log_loss',
  'auto',
  'binary_crossentropy',
  'categorical_crossentropy',
]);

/** sklearn.ensemble.HistGradientBoostingClassifier; until 1.4 the larger probability chose. */
export function translateHistClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): BoostedClassifierPlan {
  const loss = state.string('loss') ?? 'None';
  if (!classifierLosses.has(loss)) throw state.refusal(`whose loss is "${loss}"`);
  const [classCount = 0] = state.array('classes_').shape;
  const scores = readScores(state, child, classCount <= 2 ? 1 : classCount);
  return {
    kind: 'boosted-classifier',
    ...scores,
    labels: classLabels(state, Math.max(2, classCount)),
    steepness: 1,
    softmax: isAtLeast(state.version, 1, 1) ? 'extmath' : 'logsumexp',
    decision: isAtLeast(state.version, 1, 5) ? 'positive' : 'probability',
    hasLogProbability: false,
  };
}

function readScores(
  state: EstimatorState,
  child: ChildTranslator,
  outputCount: number,
): BoostedScores {
  const features = readHistFeatures(state, child);
  const { featureCount, categories } = features;
  const { trees, sets } = readPredictors(state, { outputCount, ...features });
  return {
    rules: inputRules(state, featureCount, {
      allowsNaN: true,
      allowsInfinity: true,
      conversion: 'float64',
    }),
    ensemble: buildEnsemble(trees, {
      featureCount,
      valueCount: 1,
      outputCount,
      initial: readBaseline(state, outputCount),
      ...(sets && { categories: sets }),
      refuse: (reason) => state.refusal(reason),
    }),
    ...(categories && { categories }),
  };
}

/** A number for each output; its shape changed from version to version. */
function readBaseline(state: EstimatorState, outputCount: number): Float64Array {
  const { values, isFloat32, shape } = state.numbers('_baseline_prediction');
  if (values.length !== outputCount || (isFloat32 && shape.length > 0)) {
    throw state.unexpected('_baseline_prediction', `${outputCount} numbers in float64`);
  }
  return values;
}
