import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import {
  type ChildTranslator,
  fittedFeatureCount,
  inputRules,
} from '../../translate/translator.ts';
import { type SavedTree, buildEnsemble } from '../../tree-ensemble/build-ensemble.ts';
import { readFeatureLists, remapFeatures } from './bags/member-features.ts';
import type { IsolationForestPlan } from './plans.ts';
import { type SklearnTree, readTree } from './read-tree.ts';

/**
 * sklearn.ensemble.IsolationForest: how soon rows are alone in ExtraTreeRegressors that were fitted
 * to samples. A leaf counts its depth and how deep its rows would go on average.
 */
export function translateIsolationForest(
  state: EstimatorState,
  child: ChildTranslator,
): IsolationForestPlan {
  const members = state.items('estimators_').map((value, index) => {
    const member = child.state(value, `tree ${index} of ${state.place}`);
    if (member.className === 'sklearn.tree.ExtraTreeRegressor') return readTree(member);
    throw state.refusal(`whose tree ${index} is not an ExtraTreeRegressor`);
  });
  if (members.length === 0) throw state.refusal('which has no trees');
  // Before, `behaviour` chose between two thresholds, and paths were counted differently.
  if (!isAtLeast(state.version, 0, 22)) throw state.refusal('which only 0.22 and later are');
  const width = state.integer('_max_features');
  const featureCount = fittedFeatureCount(state);
  const features = readFeatureLists(state, members.length, featureCount);
  if (members.some((tree) => tree.featureCount !== width)) {
    throw state.refusal(`whose trees do not have ${width} features`);
  }
  const trees = members.map((tree, index) => {
    // All features in any order are taken as they are (`subsample_features` is False).
    const saved = { ...tree, values: pathLengths(state, tree) };
    return width === featureCount ? saved : remapFeatures(saved, features[index] ?? []);
  });
  return isolationPlan(state, trees, featureCount);
}

function isolationPlan(
  state: EstimatorState,
  trees: readonly SavedTree[],
  featureCount: number,
): IsolationForestPlan {
  const { version } = state;
  const samples = state.integer(isAtLeast(version, 1, 3) ? '_max_samples' : 'max_samples_');
  const denominator = trees.length * averagePathLength(samples);
  // Since 1.0 such a forest answers -0.5, and before it did not know.
  if (denominator === 0 && !isAtLeast(version, 1, 0)) {
    throw state.refusal(`whose trees were fitted to ${samples} row each`);
  }
  const takesAll = isAtLeast(version, 1, 6);
  return {
    kind: 'isolation-forest',
    rules: inputRules(state, featureCount, {
      allowsNaN: takesAll,
      allowsInfinity: takesAll,
      conversion: 'float32',
    }),
    ensemble: buildEnsemble(trees, {
      featureCount,
      valueCount: 1,
      outputCount: 1,
      refuse: (reason) => state.refusal(reason),
    }),
    denominator,
    offset: state.number('offset_'),
  };
}

/** For every node its depth (0 for the root) plus the average path of as many rows as it has. */
function pathLengths(state: EstimatorState, tree: SklearnTree): Float64Array {
  const { sampleCounts, left, right } = tree;
  if (!sampleCounts) throw state.refusal('whose trees do not say how many rows a node has');
  const depths = new Float64Array(left.length);
  // Children of a sound tree come after their parents; buildEnsemble refuses those of others.
  for (let node = 0; node < left.length; node += 1) {
    for (const next of [Number(left[node]), Number(right[node])]) {
      if (next < 0) continue;
      if (next <= node) throw state.refusal('whose trees have children before their parents');
      depths[next] = Number(depths[node]) + 1;
    }
  }
  return depths.map((depth, node) => {
    const average = averagePathLength(Number(sampleCounts[node]));
    return depth + 1 + average - 1;
  });
}

const eulerGamma = 0.577_215_664_901_532_9;

/** sklearn.ensemble._iforest._average_path_length. */
function averagePathLength(sampleCount: number): number {
  if (sampleCount <= 1) return 0;
  if (sampleCount === 2) return 1;
  const others = sampleCount - 1;
  return 2 * (Math.log(others) + eulerGamma) - (2 * others) / sampleCount;
}
