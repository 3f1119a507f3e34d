import { asArray } from '../../../../formats/resolve-python.ts';
import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState, NumberArray } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import { digamma } from './digamma.ts';
import type { EnvelopePlan, MixturePlan } from './plans.ts';

/** sklearn.mixture.GaussianMixture. */
export function translateGaussianMixture(state: EstimatorState): MixturePlan {
  const mixture = readMixture(state);
  const weights = wideNumbers(state, 'weights_', [mixture.count]);
  return finish(state, mixture, (component) => Math.log(Number(weights.values[component])));
}

/** sklearn.mixture.BayesianGaussianMixture. */
export function translateBayesianMixture(state: EstimatorState): MixturePlan {
  const mixture = readMixture(state);
  const { count, featureCount } = mixture;
  const weights = bayesianWeights(state, count);
  // Tied components share one number.
  const shared = mixture.covariance === 'tied' ? [] : [count];
  const degrees = wideNumbers(state, 'degrees_of_freedom_', shared).values;
  const meanPrecision = wideNumbers(state, 'mean_precision_', [count]).values;
  return finish(state, mixture, (component) => {
    const degree = Number(degrees[degrees.length === 1 ? 0 : component]);
    let lambda = featureCount * Math.log(2);
    for (let feature = 0; feature < featureCount; feature += 1) {
      lambda += digamma(0.5 * (degree - feature));
    }
    const spread = featureCount / Number(meanPrecision[component]);
    const log = -0.5 * featureCount * Math.log(degree) + 0.5 * (lambda - spread);
    return log + Number(weights[component]);
  });
}

/** BayesianGaussianMixture._estimate_log_weights. */
function bayesianWeights(state: EstimatorState, count: number): number[] {
  const type = state.string('weight_concentration_prior_type') ?? '';
  if (type === 'dirichlet_distribution') {
    const { values } = wideNumbers(state, 'weight_concentration_', [count]);
    const total = digamma(values.reduce((sum, value) => sum + value, 0));
    return Array.from(values, (value) => digamma(value) - total);
  }
  if (type !== 'dirichlet_process') {
    throw state.refusal(`whose parameter weight_concentration_prior_type is "${type}"`);
  }
  const [first, second] = state.items('weight_concentration_').map((item) => {
    const array = asArray(item);
    if (array?.dtype === 'float64' && array.values.length === count) return array.values;
    throw state.unexpected('weight_concentration_', `two arrays of ${count} numbers`);
  });
  if (!first || !second) throw state.unexpected('weight_concentration_', 'two arrays of numbers');
  let before = 0;
  return Array.from(first, (a, at) => {
    const b = Number(second[at]);
    const sum = digamma(a + b);
    const weight = digamma(a) - sum + before;
    before += digamma(b) - sum;
    return weight;
  });
}

interface Mixture {
  readonly covariance: MixturePlan['covariance'];
  readonly means: Float64Array;
  readonly precisions: Float64Array;
  readonly count: number;
  readonly featureCount: number;
}

function readMixture(state: EstimatorState): Mixture {
  const covariance = state.string('covariance_type') ?? '';
  const means = wideNumbers(state, 'means_');
  const [count = 0, featureCount = 0] = means.shape;
  if (means.shape.length !== 2 || count === 0 || featureCount === 0) {
    throw state.unexpected('means_', 'a row of numbers for each component');
  }
  const shapes: Readonly<Record<MixturePlan['covariance'], readonly number[]>> = {
    full: [count, featureCount, featureCount],
    tied: [featureCount, featureCount],
    diag: [count, featureCount],
    spherical: [count],
  };
  if (!isCovariance(covariance)) {
    throw state.refusal(`whose parameter covariance_type is "${covariance}"`);
  }
  const precisions = wideNumbers(state, 'precisions_cholesky_', shapes[covariance]);
  return { covariance, means: means.values, precisions: precisions.values, count, featureCount };
}

function isCovariance(name: string): name is MixturePlan['covariance'] {
  return ['full', 'tied', 'diag', 'spherical'].includes(name);
}

/** Numbers in float64, which mixtures were always fitted in until 1.6. */
function wideNumbers(state: EstimatorState, name: string, shape?: readonly number[]): NumberArray {
  const numbers = state.numbers(name);
  // A number by itself takes the type of what it meets.
  if (numbers.isFloat32 && numbers.shape.length > 0)
    throw state.refusal(`whose attribute ${name} is float32`);
  if (shape && numbers.shape.join() !== shape.join()) {
    throw state.unexpected(name, `an array of shape (${shape.join(', ')})`);
  }
  return numbers;
}

function finish(
  state: EstimatorState,
  mixture: Mixture,
  logWeight: (component: number) => number,
): MixturePlan {
  const { covariance, means, precisions, count, featureCount } = mixture;
  const offsets = Array.from(
    { length: count },
    (_, component) => logDeterminant(mixture, component) + logWeight(component),
  );
  const isProjected = covariance === 'full' || covariance === 'tied';
  return {
    kind: 'mixture',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    covariance,
    means: sharedFloats(isProjected ? projectedMeans(mixture) : means),
    precisions: sharedFloats(precisions),
    offsets: sharedFloats(offsets),
    inputType: inputTypeOf(state),
  };
}

/** Every mean times the Cholesky factor of its component. */
function projectedMeans({ covariance, means, precisions, featureCount }: Mixture): Float64Array {
  return means.map((_, at) => {
    const column = at % featureCount;
    const component = (at - column) / featureCount;
    const first = covariance === 'full' ? component * featureCount * featureCount : 0;
    let sum = 0;
    for (let row = 0; row < featureCount; row += 1) {
      const mean = Number(means[component * featureCount + row]);
      sum += mean * Number(precisions[first + row * featureCount + column]);
    }
    return sum;
  });
}

function inputTypeOf({ version }: EstimatorState): MixturePlan['inputType'] {
  if (isAtLeast(version, 1, 8)) return 'kept';
  return isAtLeast(version, 1, 7) ? 'cast' : 'ignored';
}

/** _compute_log_det_cholesky. */
function logDeterminant(
  { covariance, precisions, featureCount }: Mixture,
  component: number,
): number {
  if (covariance === 'spherical') return featureCount * Math.log(Number(precisions[component]));
  let sum = 0;
  for (let feature = 0; feature < featureCount; feature += 1) {
    const row = covariance === 'full' ? component * featureCount + feature : feature;
    const at =
      covariance === 'diag' ? component * featureCount + feature : row * featureCount + feature;
    sum += Math.log(Number(precisions[at]));
  }
  return sum;
}

/** sklearn.covariance.EllipticEnvelope. */
export function translateEnvelope(state: EstimatorState): EnvelopePlan {
  const location = wideNumbers(state, 'location_');
  const [featureCount = 0] = location.shape;
  if (location.shape.length !== 1 || featureCount === 0) {
    throw state.unexpected('location_', 'an array of numbers');
  }
  if (!state.has('precision_')) throw state.refusal('which was fitted without store_precision');
  const precision = wideNumbers(state, 'precision_', [featureCount, featureCount]);
  return {
    kind: 'envelope',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    location: sharedFloats(location.values),
    precision: sharedFloats(precision.values),
    offset: state.number('offset_'),
  };
}
