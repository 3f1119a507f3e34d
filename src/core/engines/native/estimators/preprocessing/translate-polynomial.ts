import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import { asItems } from '../../../../formats/resolve-python.ts';
import { sharedIntegers } from '../../shared-memory.ts';
import type { PolynomialPlan } from './plans.ts';

const maximumProducts = 1_000_000;

/**
 * sklearn.preprocessing.PolynomialFeatures. `degree` may be a pair of the smallest and the largest
 * since 1.0. Products come by degree, and those of a degree in the order of their features.
 */
export function translatePolynomial(state: EstimatorState): PolynomialPlan {
  const { smallest, largest } = readDegrees(state);
  const featureCount = state.integer('n_features_in_');
  const hasBias = state.boolean('include_bias');
  const products = listProducts(state, { featureCount, largest });
  const firstOutput = products.degrees.findIndex((degree) => degree >= smallest);
  const skipped = firstOutput < 0 ? products.degrees.length : firstOutput;
  const outputCount = products.degrees.length - skipped + (hasBias ? 1 : 0);
  if (outputCount === 0) throw state.refusal('which yields no features');
  if (state.has('n_output_features_') && state.integer('n_output_features_') !== outputCount) {
    throw state.refusal(
      `which says it yields ${state.integer('n_output_features_')} features where its parameters give ${outputCount}`,
    );
  }
  return {
    kind: 'polynomial',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'float' }),
    hasBias,
    parents: sharedIntegers(products.parents),
    features: sharedIntegers(products.features),
    firstOutput: skipped,
  };
}

function readDegrees(state: EstimatorState): { smallest: number; largest: number } {
  const pair = asItems(state.value('degree'))?.map(plainScalar);
  const [smallest, largest] = pair ?? [0, state.integer('degree')];
  const lowest = isAtLeast(state.version, 1, 1) ? 0 : 1;
  if (isDegree(smallest) && isDegree(largest) && smallest <= largest && largest >= lowest) {
    return { smallest, largest };
  }
  throw state.unexpected('degree', 'a degree or a pair of degrees');
}

function isDegree(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1000;
}

interface Products {
  readonly parents: number[];
  readonly features: number[];
  readonly degrees: number[];
}

/** Every product of a degree is one of the degree below, times a feature that stands before it. */
function listProducts(
  state: EstimatorState,
  { featureCount, largest }: { readonly featureCount: number; readonly largest: number },
): Products {
  const isDistinct = state.boolean('interaction_only');
  const products: Products = { parents: [], features: [], degrees: [] };
  let firstOfDegree = 0;
  for (let degree = 1; degree <= largest; degree += 1) {
    const end = products.features.length;
    for (let feature = 0; feature < featureCount; feature += 1) {
      for (let parent = degree === 1 ? -1 : firstOfDegree; parent < end; parent += 1) {
        const first = parent < 0 ? featureCount : Number(products.features[parent]);
        if (isDistinct ? first > feature : first >= feature) {
          products.parents.push(parent);
          products.features.push(feature);
          products.degrees.push(degree);
        }
        if (degree === 1) break;
      }
      if (products.features.length > maximumProducts) {
        throw state.refusal(`which yields more than ${maximumProducts} features`);
      }
    }
    firstOfDegree = end;
  }
  return products;
}
