import { asArray } from '../../../../formats/resolve-python.ts';
import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import { allowsMissing } from './allows-missing.ts';
import { modelScores } from './model-scores.ts';
import type { SelectorPlan } from './plans.ts';
import { selectorPlan } from './selector-plan.ts';

/**
 * sklearn.feature_selection.SelectFromModel. It saves no choice: each call makes it anew from the
 * fitted model, which is done here once.
 */
export function translateFromModel(state: EstimatorState, child: ChildTranslator): SelectorPlan {
  const name = usesGivenEstimator(state) ? 'estimator' : 'estimator_';
  const model = child.state(state.value(name) ?? null, `the ${name} of ${state.place}`);
  const given = child.state(state.value('estimator') ?? null, `the estimator of ${state.place}`);
  const scores = modelScores(state, model, child);
  const { threshold, isCalculated } = readThreshold(state, model, scores);
  const limit = readLimit(state);
  const order = Array.from(scores.keys()).toSorted((a, b) => Number(scores[b]) - Number(scores[a]));
  checkDistinct(state, { scores, order, limit, threshold, isCalculated });
  const candidates = new Set(order.slice(0, limit ?? scores.length));
  const isKept = Array.from(
    scores,
    (score, feature) => candidates.has(feature) && !(score < threshold),
  );
  return selectorPlan(state, isKept, allowsMissing(state, given));
}

interface Choice extends Threshold {
  readonly scores: Float64Array;
  /** The features, those with the highest scores first. */
  readonly order: readonly number[];
  readonly limit: number | undefined;
}

function usesGivenEstimator(state: EstimatorState): boolean {
  if (!state.has('estimator_')) return true;
  return !isAtLeast(state.version, 1, 1) && state.boolean('prefit');
}

/** The parameter `max_features`; as a function its result stands in `max_features_`, since 1.1. */
function readLimit(state: EstimatorState): number | undefined {
  if (!state.has('max_features')) return undefined;
  const name = state.has('max_features_') ? 'max_features_' : 'max_features';
  const limit = state.scalar(name);
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 0) return limit;
  throw state.unexpected(name, 'a number of features');
}

interface Threshold {
  readonly threshold: number;
  /** True for a threshold whose last digits depend on the order of additions. */
  readonly isCalculated: boolean;
}

/** sklearn.feature_selection._from_model._calculate_threshold. */
function readThreshold(
  state: EstimatorState,
  model: EstimatorState,
  scores: Float64Array,
): Threshold {
  const saved = state.scalar('threshold');
  if (typeof saved === 'number') return { threshold: saved, isCalculated: false };
  if (saved === null && isPenalized(model)) return { threshold: 1e-5, isCalculated: false };
  const text = saved === null ? 'mean' : saved;
  const [, factor, reference] =
    typeof text === 'string' ? (/^(?:([^*]*)\*)?\s*(mean|median)\s*$/.exec(text) ?? []) : [];
  const scale = factor === undefined ? 1 : Number(factor.trim() || Number.NaN);
  if (reference === undefined || Number.isNaN(scale)) {
    throw state.unexpected('threshold', 'a number or a text such as "1.25*mean"');
  }
  const threshold = scale * (reference === 'mean' ? meanOf(scores) : medianOf(scores));
  return { threshold, isCalculated: true };
}

/** Classes of which the share of the l1 penalty counts, and in which attribute it stands. */
const sharesSince = {
  ElasticNet: 7,
  ElasticNetCV: 7,
  LogisticRegression: 8,
  LogisticRegressionCV: 8,
};

/** Models whose penalty makes coefficients zero; the rule of each version. */
function isPenalized(model: EstimatorState): boolean {
  const { shortName, version } = model;
  if (model.scalar('penalty') === 'l1') return true;
  if (shortName.includes('Lasso')) return true;
  if (!isAtLeast(version, 1, 1)) return false;
  if (!isAtLeast(version, 1, 7)) {
    const isElastic = shortName.includes('ElasticNet');
    return isElastic && (isOne(model, 'l1_ratio_') || isOne(model, 'l1_ratio'));
  }
  const since = Object.entries(sharesSince).find(([name]) => name === shortName)?.[1];
  if (since === undefined || !isAtLeast(version, 1, since)) return false;
  return isOne(model, shortName.endsWith('CV') ? 'l1_ratio_' : 'l1_ratio');
}

/** numpy.isclose to 1, of all elements. */
function isOne(model: EstimatorState, name: string): boolean {
  if (!model.has(name)) return false;
  const value = model.value(name);
  const shares = asArray(value) ? model.numbers(name).values : [value];
  return Array.from<unknown>(shares).every((share) => Math.abs(Number(share) - 1) <= 1e-8 + 1e-5);
}

function meanOf(scores: Float64Array): number {
  return pairwiseSum(scores, 0, scores.length) / scores.length;
}

function medianOf(scores: Float64Array): number {
  const sorted = scores.toSorted();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return Number(sorted[middle]);
  return (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2;
}

/**
 * Two numbers that differ in their last digits only may have been the other way round where the
 * library calculated them. When the choice depends on that, it would be a guess.
 */
function checkDistinct(
  state: EstimatorState,
  { scores, order, limit, threshold, isCalculated }: Choice,
): void {
  const isNearThreshold = scores.some((score) => isNearly(score, threshold));
  const [last, next] = limit === undefined ? [] : [order[limit - 1], order[limit]];
  const isNearLimit =
    last !== undefined && next !== undefined && isNearly(scores[last], scores[next]);
  if ((isCalculated && isNearThreshold) || isNearLimit) {
    throw state.refusal('whose scores are too close to one another to choose from');
  }
}

function isNearly(first = 0, second = 0): boolean {
  return first !== second && Math.abs(first - second) < 1e-12 * Math.abs(second);
}
