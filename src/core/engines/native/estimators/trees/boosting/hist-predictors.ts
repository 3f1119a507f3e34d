import { type NumpyArray, readNumberField } from '../../../../../formats/numpy-array.ts';
import { type PythonValue, isTagged } from '../../../../../formats/python-value.ts';
import { asArray, asItems } from '../../../../../formats/resolve-python.ts';
import {
  type EstimatorState,
  attributesOf,
  publicClassName,
} from '../../../translate/estimator-state.ts';
import type { SavedTree } from '../../../tree-ensemble/build-ensemble.ts';
import { type CategorySets, nodeFlags } from '../../../tree-ensemble/tree-ensemble.ts';
import type { HistFeatures } from './hist-features.ts';

/** The trees of all iterations, and the sets of categories that they use. */
export interface HistTrees {
  readonly trees: readonly SavedTree[];
  readonly sets?: CategorySets;
}

/** What a tree's sets are read into. */
interface Reading extends HistFeatures {
  readonly state: EstimatorState;
  readonly words: number[];
}

/** A set of categories is 256 bits. */
const wordsOfSet = 8;

/**
 * Reads `_predictors`: for every iteration as many TreePredictors as there are scores. Their nodes
 * are records whose fields were renamed (`threshold` until 0.23) and grew categories with 0.24.
 */
export function readPredictors(
  state: EstimatorState,
  options: HistFeatures & { readonly outputCount: number },
): HistTrees {
  const { outputCount } = options;
  const reading: Reading = { ...options, state, words: [] };
  const trees = state.items('_predictors').flatMap((iteration) => {
    const predictors = asItems(iteration) ?? [];
    if (predictors.length !== outputCount) {
      throw state.unexpected('_predictors', `lists of ${outputCount} trees`);
    }
    return predictors.map((predictor, output) => ({
      ...readPredictor(predictor, reading),
      output,
    }));
  });
  const setCount = reading.words.length / wordsOfSet;
  if (setCount === 0) return { trees };
  const starts = Int32Array.from({ length: setCount + 1 }, (_, index) => index * wordsOfSet);
  return { trees, sets: { starts, words: Int32Array.from(reading.words) } };
}

function readPredictor(value: PythonValue, reading: Reading): SavedTree {
  const { state } = reading;
  const isPredictor =
    isTagged(value) &&
    value.kind === 'object' &&
    publicClassName(value) === 'sklearn.ensemble.TreePredictor';
  if (!isPredictor) throw state.refusal('whose _predictors hold something else than trees');
  const attributes = attributesOf(value);
  const nodes = asArray(attributes.get('nodes'));
  const field = (name: string): Float64Array => {
    const numbers = nodes && readNumberField(nodes, name);
    if (!numbers) throw state.refusal(`whose trees have nodes without a field "${name}"`);
    return numbers;
  };
  const isLeaf = field('is_leaf');
  const hasCategories = nodes !== undefined && readNumberField(nodes, 'is_categorical');
  const tree = {
    feature: field('feature_idx').map((feature) => reading.columns[feature] ?? Number.NaN),
    threshold: field(hasCategories ? 'num_threshold' : 'threshold'),
    left: field('left').map((child, node) => (isLeaf[node] === 0 ? child : -1)),
    right: field('right'),
    flags: field('missing_go_to_left').map((goesLeft) =>
      goesLeft === 0 ? 0 : nodeFlags.missingLeft,
    ),
    values: field('value'),
  };
  if (!hasCategories) return tree;
  const sets = asArray(attributes.get('raw_left_cat_bitsets'));
  return withSets(
    tree,
    { isLeaf, isCategorical: hasCategories, sets: field('bitset_idx') },
    {
      ...reading,
      sets: readSets(sets, reading),
    },
  );
}

interface NumberTree extends SavedTree {
  readonly feature: Float64Array;
  readonly threshold: Float64Array;
  readonly flags: Float64Array;
}

/** Gives categorical nodes the number of their set in place of a threshold. */
function withSets(
  tree: NumberTree,
  nodes: {
    readonly isLeaf: Float64Array;
    readonly isCategorical: Float64Array;
    readonly sets: Float64Array;
  },
  reading: Reading & { readonly sets: ArrayLike<number> },
): SavedTree {
  const { state, known, words, sets } = reading;
  const setCount = sets.length / wordsOfSet;
  const firstSet = words.length / wordsOfSet;
  const threshold = tree.threshold.slice();
  const flags = tree.flags.slice();
  for (let node = 0; node < threshold.length; node += 1) {
    if (nodes.isLeaf[node] !== 0) continue;
    const ofFeature = known[Number(tree.feature[node])];
    if ((nodes.isCategorical[node] !== 0) !== (ofFeature !== undefined)) {
      throw state.refusal('whose trees and bins disagree on which features are categories');
    }
    if (!ofFeature) continue;
    const set = Number(nodes.sets[node]);
    if (!(set < setCount)) throw state.refusal(`whose trees use a set ${set} of ${setCount}`);
    if (!isSubset(sets, set, ofFeature)) {
      throw state.refusal('whose trees know categories that its bins do not know');
    }
    threshold[node] = firstSet + set;
    flags[node] = Number(flags[node]) + nodeFlags.categorical;
  }
  for (let at = 0; at < sets.length; at += 1) words.push(Number(sets[at]) | 0);
  return { ...tree, threshold, flags };
}

function isSubset(words: ArrayLike<number>, set: number, known: ReadonlySet<number>): boolean {
  for (let category = 0; category < wordsOfSet * 32; category += 1) {
    const word = Number(words[set * wordsOfSet + (category >>> 5)]);
    if (((word >>> (category & 31)) & 1) === 1 && !known.has(category)) return false;
  }
  return true;
}

function readSets(sets: NumpyArray | undefined, { state }: Reading): ArrayLike<number> {
  const isExpected = sets?.dtype === 'uint32' && sets.shape.length === 2;
  if (isExpected && (sets.shape[1] === wordsOfSet || sets.values.length === 0)) return sets.values;
  throw state.refusal('whose trees have no sets of categories (raw_left_cat_bitsets)');
}
