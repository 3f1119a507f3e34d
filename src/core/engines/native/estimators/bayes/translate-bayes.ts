import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import { sharedFloats } from '../../shared-memory.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { readMatrix, readVector } from '../../translate/read-arrays.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import type {
  CategoricalBayesPlan,
  CategoricalFeature,
  GaussianBayesPlan,
  LinearBayesPlan,
} from './plans.ts';

/** sklearn.naive_bayes.GaussianNB; its variances were called sigma_ until 0.24. */
export function translateGaussianBayes(state: EstimatorState): GaussianBayesPlan {
  const means = readMatrix(state, 'theta_');
  const { rowCount: classCount, columnCount: featureCount } = means;
  const name = isAtLeast(state.version, 1, 0) ? 'var_' : 'sigma_';
  const variances = readMatrix(state, name, { rowCount: classCount, columnCount: featureCount });
  const priors = readVector(state, 'class_prior_', classCount);
  const round = variances.isFloat32 ? Math.fround : Number;
  const logarithms = variances.values.map((value) => round(Math.log(round(2 * Math.PI * value))));
  const constants = priors.values.map(
    (_, index) => -0.5 * round(pairwiseSum(logarithms, index * featureCount, featureCount)),
  );
  const logPriors = priors.values.map((prior) =>
    priors.isFloat32 ? Math.fround(Math.log(prior)) : Math.log(prior),
  );
  return {
    kind: 'gaussian-bayes',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    labels: classLabels(state, classCount),
    means: means.values,
    variances: variances.values,
    logPriors: sharedFloats(logPriors),
    constants: sharedFloats(constants),
    isFloat32: [means, variances, priors].every(({ isFloat32 }) => isFloat32),
  };
}

/** sklearn.naive_bayes.MultinomialNB. */
export function translateMultinomialBayes(state: EstimatorState): LinearBayesPlan {
  const { rowCount, columnCount, values } = readMatrix(state, 'feature_log_prob_');
  const constants = readVector(state, 'class_log_prior_', rowCount).values;
  return linearPlan(state, { featureCount: columnCount, weights: values, constants });
}

/** sklearn.naive_bayes.ComplementNB, which needs the priors for a single class only. */
export function translateComplementBayes(state: EstimatorState): LinearBayesPlan {
  const { rowCount, columnCount, values } = readMatrix(state, 'feature_log_prob_');
  const constants =
    rowCount === 1
      ? readVector(state, 'class_log_prior_', rowCount).values
      : sharedFloats(new Float64Array(rowCount));
  return linearPlan(state, { featureCount: columnCount, weights: values, constants });
}

/** sklearn.naive_bayes.BernoulliNB: also the features that a row does not have count. */
export function translateBernoulliBayes(state: EstimatorState): LinearBayesPlan {
  const read = readMatrix(state, 'feature_log_prob_');
  const { rowCount, columnCount, values } = read;
  const priors = readVector(state, 'class_log_prior_', rowCount).values;
  const absent = values.map((value) => Math.log(1 - Math.exp(value)));
  const plan = linearPlan(state, {
    featureCount: columnCount,
    weights: sharedFloats(values.map((value, at) => value - Number(absent[at]))),
    constants: sharedFloats(
      priors.map((prior, index) => prior + pairwiseSum(absent, index * columnCount, columnCount)),
    ),
  });
  if (!state.has('binarize')) return plan;
  return { ...plan, threshold: state.number('binarize') };
}

function linearPlan(
  state: EstimatorState,
  parts: { featureCount: number; weights: Float64Array; constants: Float64Array },
): LinearBayesPlan {
  const { featureCount, weights, constants } = parts;
  return {
    kind: 'linear-bayes',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    labels: classLabels(state, constants.length),
    weights,
    constants,
  };
}

/** sklearn.naive_bayes.CategoricalNB. */
export function translateCategoricalBayes(state: EstimatorState): CategoricalBayesPlan {
  const priors = readVector(state, 'class_log_prior_').values;
  const features = state.numberArrays('feature_log_prob_').map((table): CategoricalFeature => {
    const [rowCount, categoryCount = 0] = table.shape;
    if (table.shape.length !== 2 || rowCount !== priors.length) {
      throw state.unexpected('feature_log_prob_', `tables with ${priors.length} rows`);
    }
    return { categoryCount, logProbabilities: sharedFloats(table.values) };
  });
  if (features.length === 0) throw state.unexpected('feature_log_prob_', 'at least one table');
  return {
    kind: 'categorical-bayes',
    rules: inputRules(state, features.length, { allowsNaN: false, conversion: 'numeric' }),
    labels: classLabels(state, priors.length),
    features,
    priors,
  };
}
