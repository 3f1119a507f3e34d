import { asArray } from '../../../../formats/resolve-python.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import { buildEnsemble } from '../../tree-ensemble/build-ensemble.ts';
import { forestAllowsMissing } from './allows-missing.ts';
import { checkAlike } from './join-trees.ts';
import type { TreesEmbeddingPlan } from './plans.ts';
import { type SklearnTree, readTree } from './read-tree.ts';

/**
 * sklearn.ensemble.RandomTreesEmbedding: which leaf of every tree a row reaches, one-hot encoded.
 * A leaf becomes the number of its column, and every tree answers for itself.
 */
export function translateTreesEmbedding(
  state: EstimatorState,
  child: ChildTranslator,
): TreesEmbeddingPlan {
  const members = state.items('estimators_').map((value, index) => {
    const member = child.state(value, `tree ${index} of ${state.place}`);
    if (member.className === 'sklearn.tree.ExtraTreeRegressor') return member;
    throw state.refusal(`whose tree ${index} is not an ExtraTreeRegressor`);
  });
  const trees = members.map(readTree);
  const { featureCount } = checkAlike(state, trees);
  const leaves = readLeaves(state, child, trees.length);
  let columnCount = 0;
  const saved = trees.map((tree, index) => {
    const columns = new Map((leaves[index] ?? []).map((leaf, at) => [leaf, columnCount + at]));
    columnCount += columns.size;
    return { ...tree, values: columnsOfLeaves(state, tree, columns), output: index };
  });
  return {
    kind: 'trees-embedding',
    rules: inputRules(state, featureCount, {
      allowsNaN: forestAllowsMissing(members),
      conversion: 'float32',
    }),
    ensemble: buildEnsemble(saved, {
      featureCount,
      valueCount: 1,
      outputCount: trees.length,
      refuse: (reason) => state.refusal(reason),
    }),
    columnCount,
    isSparse: state.boolean('sparse_output'),
  };
}

/** The numbers of each tree's leaves in the order of their columns. */
function readLeaves(
  state: EstimatorState,
  child: ChildTranslator,
  treeCount: number,
): readonly (readonly number[])[] {
  const place = `one_hot_encoder_ of ${state.place}`;
  const encoder = child.state(state.value('one_hot_encoder_') ?? null, place);
  const lists = encoder.items('categories_').map((item): number[] => {
    const array = asArray(item);
    return array?.dtype === 'int64' ? Array.from(array.values, Number) : [];
  });
  if (lists.length === treeCount && lists.every(({ length }) => length > 0)) return lists;
  throw encoder.unexpected('categories_', `${treeCount} arrays of leaves`);
}

function columnsOfLeaves(
  state: EstimatorState,
  { left }: SklearnTree,
  columns: ReadonlyMap<number, number>,
): Float64Array {
  return Float64Array.from(left, (child, node) => {
    const column = columns.get(node);
    if (child < 0 && column === undefined) {
      throw state.refusal(`whose encoder does not know the leaf ${node}`);
    }
    return column ?? 0;
  });
}
