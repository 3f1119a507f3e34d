import type { Tensor } from '../../../../data/tensor.ts';
import { asArray } from '../../../../formats/resolve-python.ts';
import { argMax, pairwiseSum } from '../../evaluate/numpy-math.ts';
import { concatenateRows } from '../../evaluate/output.ts';
import { classLabels, labelTensor } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import { buildEnsemble } from '../../tree-ensemble/build-ensemble.ts';
import type { TreeEnsemble } from '../../tree-ensemble/tree-ensemble.ts';
import type { MultiTreeClassifierPlan, TreeClassifierPlan, TreeRegressorPlan } from './plans.ts';
import type { SklearnTree } from './read-tree.ts';

/** The trees of an estimator, and whether they take missing values. */
export interface ReadTrees {
  readonly trees: readonly SklearnTree[];
  readonly allowsNaN: boolean;
}

/** One tree or the mean of several, which predict one class or several at once. */
export function classifierPlan(
  state: EstimatorState,
  { trees, allowsNaN, isForest }: ReadTrees & { readonly isForest: boolean },
): TreeClassifierPlan | MultiTreeClassifierPlan {
  const { featureCount, outputCount, valueCount } = checkAlike(state, trees);
  if (state.integer('n_outputs_') !== outputCount) {
    throw state.refusal(`whose trees have ${outputCount} outputs`);
  }
  const rules = inputRules(state, featureCount, { allowsNaN, conversion: 'float32' });
  const ensemble = joinTrees(state, trees);
  const width = valueCount / outputCount;
  const isSingle = outputCount === 1;
  const labels = isSingle ? [classLabels(state, width)] : multiLabels(state, outputCount);
  const classCounts = labels.map(({ values }) => values.length);
  if (classCounts.some((count) => count === 0 || count > width)) {
    throw state.refusal('whose classes_ have not a place in its trees');
  }
  const choices = isForest ? undefined : choiceTree(state, trees, { classCounts, width });
  // Until 1.3 predict_proba divided each leaf by its sum; since then leaves hold proportions.
  if (!isAtLeast(state.version, 1, 4)) normaliseLeaves(ensemble, { classCounts, width });
  const joined = joinLabels(state, labels);
  const shared = { rules, ensemble, labels: joined, ...(choices && { choices }) };
  return isSingle
    ? { kind: 'tree-classifier', ...shared }
    : { kind: 'multi-tree-classifier', ...shared, width, classCounts };
}

/** One tree or the mean of several, which predict numbers. */
export function regressorPlan(
  state: EstimatorState,
  { trees, allowsNaN }: ReadTrees,
): TreeRegressorPlan {
  const { featureCount, outputCount, valueCount } = checkAlike(state, trees);
  if (valueCount !== outputCount) {
    throw state.refusal('whose trees hold more than one value for each output');
  }
  // Bags have no such attribute.
  if (state.has('n_outputs_') && state.integer('n_outputs_') !== outputCount) {
    throw state.refusal(`whose trees have ${outputCount} outputs`);
  }
  return {
    kind: 'tree-regressor',
    rules: inputRules(state, featureCount, { allowsNaN, conversion: 'float32' }),
    ensemble: joinTrees(state, trees),
    isFlat: outputCount === 1,
  };
}

/** The first of several trees, all of which have its shape. */
export function checkAlike(state: EstimatorState, trees: readonly SklearnTree[]): SklearnTree {
  const [first] = trees;
  if (!first) throw state.refusal('which has no trees');
  const areAlike = trees.every(
    (tree) =>
      tree.featureCount === first.featureCount &&
      tree.outputCount === first.outputCount &&
      tree.valueCount === first.valueCount,
  );
  if (!areAlike) throw state.refusal('whose trees have different shapes');
  if (first.outputCount === 0 || first.valueCount === 0) {
    throw state.refusal('whose trees hold no values');
  }
  return first;
}

function joinTrees(state: EstimatorState, trees: readonly SklearnTree[]): TreeEnsemble {
  const { featureCount, valueCount } = checkAlike(state, trees);
  return buildEnsemble(trees, {
    featureCount,
    valueCount,
    outputCount: valueCount,
    refuse: (reason) => state.refusal(reason),
  });
}

/** Of a leaf's numbers `width` belong to each output, of which it uses as many as it has classes. */
interface LeafLayout {
  readonly classCounts: readonly number[];
  readonly width: number;
}

/** The tree with the chosen class of every output at its leaves, before any division. */
function choiceTree(
  state: EstimatorState,
  trees: readonly SklearnTree[],
  { classCounts, width }: LeafLayout,
): TreeEnsemble {
  const outputs = classCounts.length;
  const chosen = trees.map(({ values, ...tree }) => ({
    ...tree,
    values: Float64Array.from({ length: values.length / width }, (_, at) =>
      argMax(values, at * width, Number(classCounts[at % outputs])),
    ),
  }));
  return buildEnsemble(chosen, {
    featureCount: checkAlike(state, trees).featureCount,
    valueCount: outputs,
    outputCount: outputs,
    refuse: (reason) => state.refusal(reason),
  });
}

function normaliseLeaves(ensemble: TreeEnsemble, { classCounts, width }: LeafLayout): void {
  const { leafValues } = ensemble;
  for (let part = 0; part * width < leafValues.length; part += 1) {
    const count = Number(classCounts[part % classCounts.length]);
    normaliseRow(leafValues, part * width, count);
  }
}

/** Divides numbers by their sum in place; those that add up to 0 stay. */
export function normaliseRow(values: Float64Array, start: number, count: number): void {
  const sum = pairwiseSum(values, start, count);
  if (sum === 0) return;
  for (let at = start; at < start + count; at += 1) values[at] = Number(values[at]) / sum;
}

function multiLabels(state: EstimatorState, count: number): Tensor[] {
  const labels = state.items('classes_').flatMap((item) => {
    const array = asArray(item);
    const tensor = array && labelTensor(array);
    return tensor?.shape.length === 1 ? [tensor] : [];
  });
  const [first] = labels;
  const areAlike = labels.length === count && labels.every(({ dtype }) => dtype === first?.dtype);
  if (areAlike) return labels;
  throw state.unexpected('classes_', `${count} arrays of labels of one type`);
}

function joinLabels(state: EstimatorState, labels: readonly Tensor[]): Tensor {
  const joined = concatenateRows(labels);
  if (!joined) throw state.unexpected('classes_', 'labels');
  return joined;
}
