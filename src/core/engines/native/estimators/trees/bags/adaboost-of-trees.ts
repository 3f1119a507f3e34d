import type { Tensor } from '../../../../../data/tensor.ts';
import { argMax } from '../../../evaluate/numpy-math.ts';
import { classLabels } from '../../../translate/class-labels.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import { buildEnsemble } from '../../../tree-ensemble/build-ensemble.ts';
import type { TreeEnsemble } from '../../../tree-ensemble/tree-ensemble.ts';
import { addLogScores, addVote } from './adaboost-scores.ts';
import { isTreeState } from './bag-of-trees.ts';
import { checkAlike, normaliseRow } from '../join-trees.ts';
import type { AdaBoostScoring } from '../plans.ts';
import { readTree } from '../read-tree.ts';

/**
 * An AdaBoostClassifier of trees as one ensemble, whose leaves hold what a member adds for each
 * class. Undefined where a member is no tree, or does not know all classes.
 */
export function adaBoostOfClassifiers(
  state: EstimatorState,
  members: readonly EstimatorState[],
  scoring: AdaBoostScoring & { readonly labels: Tensor },
): TreeEnsemble | undefined {
  const width = scoring.labels.values.length;
  const areTrees = members.every(
    (member) => isTreeState(member) && knowsAllClasses(member, scoring.labels),
  );
  if (!areTrees) return undefined;
  const trees = members.map((member, index) => {
    const tree = readTree(member);
    if (tree.valueCount !== width) {
      throw state.refusal(`whose member ${index} has not a value for each class`);
    }
    const source = tree.values.slice();
    const values = new Float64Array(source.length);
    for (let start = 0; start < values.length; start += width) {
      const target = { sums: values, start, width };
      if (scoring.isReal) {
        // Until 1.3 leaves held weights, which predict_proba divided by their sum.
        if (!isAtLeast(state.version, 1, 4)) normaliseRow(source, start, width);
        addLogScores(source, { ...target, isFloat32: false });
      } else {
        addVote(argMax(source, start, width), { ...target, scoring, member: index });
      }
    }
    return { ...tree, values };
  });
  return buildEnsemble(trees, {
    featureCount: checkAlike(state, trees).featureCount,
    valueCount: width,
    outputCount: width,
    refuse: (reason) => state.refusal(reason),
  });
}

/** Whether a classifier has the same labels in the same order, and one output. */
function knowsAllClasses(member: EstimatorState, labels: Tensor): boolean {
  if (!member.className.endsWith('Classifier') || member.integer('n_outputs_') !== 1) return false;
  const [count = 0] = member.array('classes_').shape;
  if (count !== labels.values.length) return false;
  const own = classLabels(member, count);
  return own.dtype === labels.dtype && own.values.every((label, at) => label === labels.values[at]);
}

/** An AdaBoostRegressor of trees as one ensemble, in which each tree has an output of its own. */
export function adaBoostOfRegressors(
  state: EstimatorState,
  members: readonly EstimatorState[],
): TreeEnsemble | undefined {
  const areTrees = members.every(
    (member) => isTreeState(member) && member.className.endsWith('Regressor'),
  );
  if (!areTrees) return undefined;
  const trees = members.map((member, index) => ({ ...readTree(member), output: index }));
  const { featureCount, valueCount } = checkAlike(state, trees);
  if (valueCount !== 1) throw state.refusal('whose members predict more than one number');
  return buildEnsemble(trees, {
    featureCount,
    valueCount: 1,
    outputCount: trees.length,
    refuse: (reason) => state.refusal(reason),
  });
}
