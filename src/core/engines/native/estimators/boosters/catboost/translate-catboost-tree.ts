import type { CatboostNode } from '../../../../../formats/catboost/catboost-model.ts';
import type { SavedTree } from '../../../tree-ensemble/build-ensemble.ts';

/** A column of those that the trees look at, and the border above which a row goes to the right. */
export interface SplitColumn {
  readonly column: number;
  readonly border: number;
}

/** What trees need to know of the model. */
export interface TreeContext {
  readonly dimension: number;
  readonly columnOf: (split: number) => SplitColumn;
}

/**
 * A symmetric tree with a node for each of its questions on each way: level by level, so that the
 * children of node n are 2n + 1 and 2n + 2. Splits are asked from the last to the first, which
 * makes the leaves stand in the order of their numbers.
 */
export function symmetricTree(
  tree: { readonly splits: readonly number[]; readonly leafValues: Float64Array },
  { dimension, columnOf }: TreeContext,
): SavedTree {
  const levels = tree.splits.map(columnOf).toReversed();
  const leafCount = 2 ** levels.length;
  const count = 2 * leafCount - 1;
  const feature = new Int32Array(count);
  const threshold = new Float64Array(count);
  const left = new Int32Array(count).fill(-1);
  const right = new Int32Array(count).fill(-1);
  levels.forEach(({ column, border }, level) => {
    for (let node = 2 ** level - 1; node < 2 ** (level + 1) - 1; node += 1) {
      feature[node] = column;
      threshold[node] = border;
      left[node] = 2 * node + 1;
      right[node] = 2 * node + 2;
    }
  });
  const values = new Float64Array(count * dimension);
  values.set(tree.leafValues, (leafCount - 1) * dimension);
  return { feature, threshold, left, right, values };
}

/** A tree of any form. */
export function nodeTree(
  nodes: readonly CatboostNode[],
  { dimension, columnOf }: TreeContext,
): SavedTree {
  const columns = nodes.map(({ split }) => (split < 0 ? undefined : columnOf(split)));
  const values = new Float64Array(nodes.length * dimension);
  nodes.forEach((node, at) => values.set(Float64Array.from(node.values), at * dimension));
  return {
    feature: columns.map((column) => column?.column ?? -1),
    threshold: columns.map((column) => column?.border ?? 0),
    left: nodes.map(({ left }) => left),
    right: nodes.map(({ right }) => right),
    values,
  };
}
