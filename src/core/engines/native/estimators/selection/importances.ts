import { readNumberField } from '../../../../formats/numpy-array.ts';
import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { asArray } from '../../../../formats/resolve-python.ts';
import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import { type EstimatorState, attributesOf } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';

const singleTree = /^sklearn\.tree\.(DecisionTree|ExtraTree)(Classifier|Regressor)$/;
const forest = /^sklearn\.ensemble\.(RandomForest|ExtraTrees)(Classifier|Regressor)$/;
const boosting = /^sklearn\.ensemble\.GradientBoosting(Classifier|Regressor)$/;

/** The attribute `feature_importances_` of trees, which they calculate from their nodes. */
export function treeImportances(
  state: EstimatorState,
  child: ChildTranslator,
  featureCount: number,
): Float64Array | undefined {
  const { className } = state;
  if (singleTree.test(className)) return importancesOfTree(state, featureCount, true);
  if (!forest.test(className) && !boosting.test(className)) return undefined;
  const members = memberValues(state)
    .map((value) => child.state(value, `a tree of ${state.place}`))
    .filter((member) => nodesOf(member).count > 1);
  const each = members.map((member) =>
    importancesOfTree(member, featureCount, forest.test(className)),
  );
  const mean = new Float64Array(featureCount);
  if (each.length === 0) return mean;
  for (const importances of each) {
    for (let at = 0; at < featureCount; at += 1)
      mean[at] = Number(mean[at]) + Number(importances[at]);
  }
  const average = mean.map((sum) => sum / each.length);
  const total = pairwiseSum(average, 0, featureCount);
  return average.map((value) => value / total);
}

/** `estimators_`: a list, or for gradient boosting an array of objects. */
function memberValues(state: EstimatorState): readonly PythonValue[] {
  const array = asArray(state.value('estimators_'));
  return array?.dtype === 'object' ? array.values : state.items('estimators_');
}

interface Nodes {
  readonly count: number;
  readonly field: (name: string) => Float64Array;
}

function nodesOf(state: EstimatorState): Nodes {
  const tree = state.value('tree_');
  const attributes = isTagged(tree) && tree.kind === 'object' ? attributesOf(tree) : undefined;
  const nodes = asArray(attributes?.get('nodes'));
  if (!nodes) throw state.unexpected('tree_', 'a scikit-learn tree');
  const field = (name: string): Float64Array => {
    const numbers = readNumberField(nodes, name);
    if (!numbers) throw state.refusal(`whose tree_ has nodes without a field "${name}"`);
    return numbers;
  };
  return { count: field('left_child').length, field };
}

/** sklearn.tree._tree.Tree.compute_feature_importances: what the splits by a feature improve. */
function importancesOfTree(
  state: EstimatorState,
  featureCount: number,
  isNormalized: boolean,
): Float64Array {
  const { count, field } = nodesOf(state);
  const [left, right, feature] = [field('left_child'), field('right_child'), field('feature')];
  const [impurity, weight] = [field('impurity'), field('weighted_n_node_samples')];
  const importances = new Float64Array(featureCount);
  const share = (node: number): number => Number(weight[node]) * Number(impurity[node]);
  for (let node = 0; node < count; node += 1) {
    const [first, second] = [Number(left[node]), Number(right[node])];
    const column = Number(feature[node]);
    if (first === -1) continue;
    if (
      !(
        first < count &&
        second < count &&
        first >= 0 &&
        second >= 0 &&
        column < featureCount &&
        column >= 0
      )
    ) {
      throw state.refusal(`whose tree_ has a node ${node} that points outside of it`);
    }
    importances[column] =
      Number(importances[column]) + (share(node) - share(first) - share(second));
  }
  const scaled = importances.map((value) => value / Number(weight[0]));
  const total = isNormalized ? scaled.reduce((sum, value) => sum + value, 0) : 0;
  return total > 0 ? scaled.map((value) => value / total) : scaled;
}
