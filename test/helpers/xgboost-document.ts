/** What {@link xgboostDocument} can be asked to write otherwise. */
export interface DocumentOptions {
  readonly version?: readonly number[];
  readonly objective?: string;
  readonly baseScore?: string;
  readonly booster?: string;
  readonly featureNames?: readonly string[];
  readonly classCount?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly trees?: number;
  readonly id?: number;
  readonly outputs?: readonly number[];
  readonly leafSize?: number;
  readonly left?: readonly number[];
  readonly right?: readonly number[];
  readonly features?: readonly number[];
  readonly conditions?: readonly unknown[];
  readonly defaultLeft?: readonly number[];
  readonly categories?: {
    readonly nodes: readonly number[];
    readonly starts: readonly number[];
    readonly sizes: readonly number[];
    readonly all: readonly number[];
  };
}

/** A model of XGBoost as JSON has it: by default one split of two features, and two leaves. */
export function xgboostDocument(options: DocumentOptions = {}) {
  const { trees = 1, booster = 'gbtree', categories } = options;
  const left = options.left ?? [1, -1, -1];
  const tree = (id: number) => ({
    id,
    left_children: left,
    right_children: options.right ?? [2, -1, -1],
    split_indices: options.features ?? [0, 0, 0],
    split_conditions: options.conditions ?? [0.5, 1, 2],
    default_left: options.defaultLeft ?? [0, 0, 0],
    split_type: left.map((_, node) => (categories?.nodes.includes(node) ? 1 : 0)),
    categories_nodes: categories?.nodes ?? [],
    categories_segments: categories?.starts ?? [],
    categories_sizes: categories?.sizes ?? [],
    categories: categories?.all ?? [],
    tree_param: { num_nodes: String(left.length), size_leaf_vector: String(options.leafSize ?? 1) },
  });
  return {
    version: options.version ?? [3, 2, 0],
    learner: {
      attributes: options.attributes ?? {},
      feature_names: options.featureNames ?? [],
      feature_types: [],
      gradient_booster: {
        name: booster,
        model: {
          gbtree_model_param: { num_parallel_tree: '1', num_trees: String(trees) },
          tree_info: options.outputs ?? Array.from({ length: trees }, () => 0),
          trees: Array.from({ length: trees }, (_, at) => tree(options.id ?? at)),
        },
      },
      learner_model_param: {
        base_score: options.baseScore ?? '5E-1',
        num_class: String(options.classCount ?? 0),
        num_feature: '2',
        num_target: '1',
      },
      objective: { name: options.objective ?? 'reg:squarederror' },
    },
  };
}
