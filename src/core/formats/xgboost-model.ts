import { FormatError } from './format-error.ts';
import { type XgboostNode, parseXgboostDocument } from './xgboost-document.ts';

/** A model of XGBoost as it stands in the file; the indices inside of it are unchecked. */
export interface XgboostModel {
  /** Major, minor and patch of the version that saved it. */
  readonly version: readonly number[];
  readonly featureCount: number;
  /** 0 where there are no classes. */
  readonly classCount: number;
  readonly targetCount: number;
  /** One number, or one for each output; before the objective's link. */
  readonly baseScores: readonly number[];
  /** `binary:logistic`. */
  readonly objective: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Empty when the model has none. */
  readonly featureNames: readonly string[];
  /** `c` for categories, and others; empty when the model has none. */
  readonly featureTypes: readonly string[];
  readonly booster: XgboostTrees | XgboostLinear;
}

/** The boosters gbtree and dart. */
export interface XgboostTrees {
  readonly kind: 'trees';
  readonly trees: readonly XgboostTree[];
  /** The output that each tree adds to. */
  readonly outputs: ArrayLike<number>;
  /** What the leaves of each tree are multiplied with (dart). */
  readonly weights?: ArrayLike<number>;
  readonly parallelTreeCount: number;
  /** True when a frame with columns of the dtype category was trained on (since 3.1). */
  readonly hasFrameCategories: boolean;
}

/** One tree: a list of nodes by property. Its root is the node 0. */
export interface XgboostTree {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly feature: Float64Array;
  /** The thresholds of splits and the values of leaves. */
  readonly conditions: Float64Array;
  readonly defaultLeft: Float64Array;
  /** 1 where the node splits by categories. */
  readonly isCategorical: Float64Array;
  /** For each node that splits by categories: those that go to the right. */
  readonly categories: ReadonlyMap<number, ArrayLike<number>>;
  /** How many numbers a leaf has; those with several are not in `conditions`. */
  readonly leafSize: number;
}

/** The booster gblinear: for each feature, and the bias at the end, a weight for each output. */
export interface XgboostLinear {
  readonly kind: 'linear';
  readonly weights: Float64Array;
}

/**
 * Reads what `Booster.save_model` wrote as JSON or UBJSON, or the bytes in the state of a pickled
 * Booster, which hold the model beside its configuration (doc/model.schema; XGBoost 1.7 to 3.2).
 * Throws FormatError for whatever is missing or of another type.
 */
export function readXgboostModel(bytes: Uint8Array): XgboostModel {
  const document = parseXgboostDocument(bytes);
  const root = document.has('Model') ? document.get('Model') : document;
  const learner = root.get('learner');
  const parameters = learner.get('learner_model_param');
  const attributes = learner.get('attributes');
  return {
    version: [...root.get('version').numbers()],
    featureCount: parameters.get('num_feature').integer(),
    classCount: parameters.get('num_class').integer(),
    targetCount: parameters.has('num_target') ? parameters.get('num_target').integer() : 1,
    baseScores: readBaseScores(parameters.get('base_score').text()),
    objective: learner.get('objective').get('name').text(),
    attributes: new Map(attributes.keys().map((key) => [key, attributes.get(key).text()])),
    featureNames: learner.has('feature_names') ? learner.get('feature_names').texts() : [],
    featureTypes: learner.has('feature_types') ? learner.get('feature_types').texts() : [],
    booster: readBooster(learner.get('gradient_booster')),
  };
}

/** `5E-1`, or since 3.1 `[5E-1,1E0]`. */
function readBaseScores(text: string): number[] {
  const numbers = text
    .replace(/^\[(.*)\]$/, '$1')
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.every((number) => Number.isFinite(number))) return numbers;
  throw new FormatError(`base_score ${JSON.stringify(text.slice(0, 60))} is not a number`, 0);
}

function readBooster(booster: XgboostNode): XgboostModel['booster'] {
  const name = booster.get('name').text();
  if (name === 'gblinear') {
    return { kind: 'linear', weights: booster.get('model').get('weights').numbers() };
  }
  if (name !== 'gbtree' && name !== 'dart') {
    throw booster.get('name').fail('gbtree, dart or gblinear');
  }
  const model = booster.has('gbtree') ? booster.get('gbtree').get('model') : booster.get('model');
  const weights = booster.has('weight_drop') ? booster.get('weight_drop').numbers() : undefined;
  const outputs = model.get('tree_info').numbers();
  const trees = orderById(model.get('trees').nodes());
  if (outputs.length !== trees.length || (weights?.length ?? trees.length) !== trees.length) {
    throw new FormatError('the model has not an output and a weight for each tree', 0);
  }
  return {
    kind: 'trees',
    trees: trees.map(readTree),
    outputs,
    ...(weights && { weights }),
    parallelTreeCount: model.get('gbtree_model_param').get('num_parallel_tree').integer(),
    hasFrameCategories: model.has('cats') && hasCategories(model.get('cats')),
  };
}

/** CatContainer::Save in src/data/cat_container.cc: an encoding for each column, most of them empty. */
function hasCategories(categories: XgboostNode): boolean {
  if (!categories.has('enc')) return false;
  const columns = categories.get('enc').nodes();
  return columns.some((column) => column.get('values').numbers().length > 0);
}

/** Each tree says at which place it stands. */
function orderById(trees: readonly XgboostNode[]): XgboostNode[] {
  const ordered = new Map(trees.map((tree) => [tree.get('id').integer(), tree]));
  return trees.map((_, id) => {
    const tree = ordered.get(id);
    if (tree) return tree;
    throw new FormatError(`there is no tree with the id ${id}`, 0);
  });
}

function readTree(tree: XgboostNode): XgboostTree {
  const left = tree.get('left_children').numbers();
  const parameters = tree.get('tree_param');
  const leafSize = parameters.has('size_leaf_vector')
    ? parameters.get('size_leaf_vector').integer()
    : 1;
  return {
    left,
    right: tree.get('right_children').numbers(),
    feature: tree.get('split_indices').numbers(),
    conditions: tree.get('split_conditions').numbers(),
    defaultLeft: tree.get('default_left').numbers(),
    isCategorical: tree.has('split_type')
      ? tree.get('split_type').numbers()
      : new Float64Array(left.length),
    categories: tree.has('categories_nodes') ? readCategories(tree) : new Map(),
    // Until 2.1 trees with one number a leaf said 0.
    leafSize: Math.max(1, leafSize),
  };
}

/** RegTree::LoadCategoricalSplit in src/tree/tree_model.cc. */
function readCategories(tree: XgboostNode): Map<number, ArrayLike<number>> {
  const nodes = tree.get('categories_nodes').numbers();
  const starts = tree.get('categories_segments').numbers();
  const sizes = tree.get('categories_sizes').numbers();
  const all = tree.get('categories').numbers();
  return new Map(
    Array.from(nodes, (node, at) => {
      const start = starts[at] ?? -1;
      const size = sizes[at] ?? -1;
      const isInside = start >= 0 && size > 0 && start + size <= all.length;
      if (isInside) return [node, all.subarray(start, start + size)];
      throw tree.get('categories_segments').fail('inside of the categories');
    }),
  );
}
