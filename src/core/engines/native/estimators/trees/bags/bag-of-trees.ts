import type { Tensor } from '../../../../../data/tensor.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import { inputRules } from '../../../translate/translator.ts';
import { buildEnsemble } from '../../../tree-ensemble/build-ensemble.ts';
import { allowsMissing } from '../allows-missing.ts';
import { normaliseRow, regressorPlan } from '../join-trees.ts';
import { remapFeatures } from './member-features.ts';
import type { TreeClassifierPlan, TreeRegressorPlan } from '../plans.ts';
import { type SklearnTree, readTree } from '../read-tree.ts';
import type { SavedBag } from './saved-bag.ts';

/** True for the single trees of scikit-learn. */
export function isTreeState({ className }: EstimatorState): boolean {
  return /^sklearn\.tree\.(Decision|Extra)Tree(Classifier|Regressor)$/.test(className);
}

/**
 * A bag of tree classifiers as one ensemble: the mean of their probabilities. `places` are those of
 * each member's classes. Undefined for a bag of anything else.
 */
export function bagOfTreeClassifiers(
  state: EstimatorState,
  bag: SavedBag & { readonly places: readonly (readonly number[])[]; readonly labels: Tensor },
): TreeClassifierPlan | undefined {
  const allowsNaN = missingRule(bag);
  if (allowsNaN === undefined || !bag.members.every(isClassifier)) return undefined;
  const width = bag.labels.values.length;
  const trees = readMembers(state, bag).map((tree, index) => {
    const places = bag.places[index] ?? [];
    if (tree.valueCount !== places.length) {
      throw state.refusal(`whose member ${index} has not a value for each of its classes`);
    }
    const isOld = !isAtLeast(state.version, 1, 4);
    return { ...tree, values: spreadValues(tree.values, { places, width, isOld }) };
  });
  return {
    kind: 'tree-classifier',
    rules: inputRules(state, bag.featureCount, { allowsNaN, conversion: 'float32' }),
    ensemble: buildEnsemble(trees, {
      featureCount: bag.featureCount,
      valueCount: width,
      outputCount: width,
      refuse: (reason) => state.refusal(reason),
    }),
    labels: bag.labels,
  };
}

/** A bag of tree regressors as one ensemble. Undefined for a bag of anything else. */
export function bagOfTreeRegressors(
  state: EstimatorState,
  bag: SavedBag,
): TreeRegressorPlan | undefined {
  const allowsNaN = missingRule(bag);
  if (allowsNaN === undefined || bag.members.some(isClassifier)) return undefined;
  const trees = readMembers(state, bag).map((tree) => ({
    ...tree,
    featureCount: bag.featureCount,
  }));
  return regressorPlan(state, { trees, allowsNaN });
}

/**
 * Whether all trees take missing values, if they agree and every feature is seen by one of them:
 * a member refuses what is wrong in the columns that it sees, so otherwise each is asked by itself.
 */
function missingRule({ members, features, featureCount }: SavedBag): boolean | undefined {
  if (!members.every(isTreeState) || new Set(features.flat()).size !== featureCount) {
    return undefined;
  }
  const rules = new Set(members.map(allowsMissing));
  return rules.size === 1 ? rules.has(true) : undefined;
}

function isClassifier({ className }: EstimatorState): boolean {
  return className.endsWith('Classifier');
}

function readMembers(state: EstimatorState, { members, features }: SavedBag): SklearnTree[] {
  return members.map((member, index) => {
    const tree = readTree(member);
    const columns = features[index] ?? [];
    if (tree.featureCount !== columns.length) {
      throw state.refusal(`whose member ${index} does not have ${columns.length} features`);
    }
    return remapFeatures(tree, columns);
  });
}

/** A row of probabilities for the classes of a member as one for all classes. */
function spreadValues(
  values: Float64Array,
  of: { readonly places: readonly number[]; readonly width: number; readonly isOld: boolean },
): Float64Array {
  const { places, width } = of;
  const count = places.length;
  const nodeCount = values.length / count;
  const source = values.slice();
  const spread = new Float64Array(nodeCount * width);
  for (let node = 0; node < nodeCount; node += 1) {
    if (of.isOld) normaliseRow(source, node * count, count);
    places.forEach((place, at) => {
      spread[node * width + place] = Number(source[node * count + at]);
    });
  }
  return spread;
}
