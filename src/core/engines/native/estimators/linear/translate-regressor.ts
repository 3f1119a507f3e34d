import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { LinearRegressorPlan, RansacPlan } from './plans.ts';
import { readScores } from './read-scores.ts';

/**
 * Every regressor whose prediction is coef_ and intercept_ (sklearn.linear_model.LinearModel and
 * BaseSGDRegressor): coef_ has a row for each target, or none when y had one dimension.
 */
export function translateLinearRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): LinearRegressorPlan {
  const { scores, featureCount, isFlat } = readScores(state, child);
  return {
    kind: 'linear-regressor',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    scores,
    isFlat,
    link: 'identity',
  };
}

/** sklearn.linear_model.PoissonRegressor and GammaRegressor, whose link is the logarithm. */
export function translateLogRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): LinearRegressorPlan {
  return generalizedPlan(state, child, 'log');
}

/** sklearn.linear_model.TweedieRegressor; its link follows from the power unless it is named. */
export function translateTweedieRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): LinearRegressorPlan {
  return generalizedPlan(state, child, tweedieLink(state));
}

function tweedieLink(state: EstimatorState): LinearRegressorPlan['link'] {
  const link = state.string('link') ?? '';
  if (link === 'identity' || link === 'log') return link;
  if (link !== 'auto') throw state.refusal(`whose parameter link is "${link}"`);
  return state.number('power') <= 0 ? 'identity' : 'log';
}

/** Generalized linear models ask for floats, all other linear models for any numbers. */
function generalizedPlan(
  state: EstimatorState,
  child: ChildTranslator,
  link: LinearRegressorPlan['link'],
): LinearRegressorPlan {
  const { scores, featureCount, isFlat } = readScores(state, child);
  return {
    kind: 'linear-regressor',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'float' }),
    scores,
    isFlat,
    link,
  };
}

/** sklearn.linear_model.RANSACRegressor around any regressor. */
export function translateRansac(state: EstimatorState, child: ChildTranslator): RansacPlan {
  const inner = child.part(state.value('estimator_') ?? null, `estimator_ of ${state.place}`);
  if (!isAtLeast(state.version, 1, 0)) return { kind: 'ransac', inner };
  const rules = inputRules(state, state.integer('n_features_in_'), {
    allowsNaN: true,
    allowsInfinity: true,
    conversion: 'numeric',
  });
  return { kind: 'ransac', rules, inner };
}
