import type { EstimatorState } from '../../translate/estimator-state.ts';
import {
  chooseBest,
  chooseFalseDiscoveries,
  chooseFalsePositives,
  chooseFamilyWise,
  choosePercentile,
} from './choose-by-score.ts';
import type { SelectorPlan } from './plans.ts';
import { selectorPlan } from './selector-plan.ts';

/** How a selector chooses from its saved scores, given its parameter. */
type Choice = (state: EstimatorState, parameter: string) => boolean[];

const choices = {
  k_best: (state, parameter) => {
    const scores = readScores(state, 'scores_');
    const isAll = state.scalar(parameter) === 'all';
    return chooseBest(scores, isAll ? scores.length : readCount(state, parameter));
  },
  percentile: (state, parameter) =>
    choosePercentile(readScores(state, 'scores_'), state.number(parameter)),
  fpr: (state, parameter) =>
    chooseFalsePositives(readScores(state, 'pvalues_'), state.number(parameter)),
  fdr: (state, parameter) =>
    chooseFalseDiscoveries(readScores(state, 'pvalues_'), state.number(parameter)),
  fwe: (state, parameter) =>
    chooseFamilyWise(readScores(state, 'pvalues_'), state.number(parameter)),
} satisfies Readonly<Record<string, Choice>>;

/** The univariate selectors of sklearn.feature_selection, each with its parameter. */
export const translateBest = univariate('k_best', 'k');
/** SelectPercentile. */
export const translatePercentile = univariate('percentile', 'percentile');
/** SelectFpr. */
export const translateFalsePositives = univariate('fpr', 'alpha');
/** SelectFdr. */
export const translateFalseDiscoveries = univariate('fdr', 'alpha');
/** SelectFwe. */
export const translateFamilyWise = univariate('fwe', 'alpha');

/** GenericUnivariateSelect: any of them, by its parameter `mode`. */
export function translateGenericUnivariate(state: EstimatorState): SelectorPlan {
  const mode = state.string('mode') ?? 'None';
  if (!isMode(mode)) throw state.refusal(`whose parameter mode is "${mode}"`);
  return selectorPlan(state, choices[mode](state, 'param'), false);
}

/** VarianceThreshold keeps what varies more; it lets missing values and infinities pass. */
export function translateVarianceThreshold(state: EstimatorState): SelectorPlan {
  const threshold = state.number('threshold');
  const variances = readScores(state, 'variances_');
  return selectorPlan(
    state,
    Array.from(variances, (variance) => variance > threshold),
    true,
  );
}

function univariate(
  mode: keyof typeof choices,
  parameter: string,
): (state: EstimatorState) => SelectorPlan {
  return (state) => selectorPlan(state, choices[mode](state, parameter), false);
}

function isMode(mode: string): mode is keyof typeof choices {
  return Object.hasOwn(choices, mode);
}

function readScores(state: EstimatorState, name: string): Float64Array {
  const { values, shape } = state.numbers(name);
  if (shape.length !== 1) throw state.unexpected(name, 'a list of numbers');
  return values;
}

function readCount(state: EstimatorState, name: string): number {
  const count = state.number(name);
  if (Number.isInteger(count) && count >= 0) return count;
  throw state.unexpected(name, 'a number of features');
}
