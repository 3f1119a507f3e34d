import type {
  XgboostModel,
  XgboostTree,
  XgboostTrees,
} from '../../../../../formats/xgboost-model.ts';
import { sharedFloats } from '../../../shared-memory.ts';
import { type SavedTree, buildEnsemble } from '../../../tree-ensemble/build-ensemble.ts';
import {
  type CategorySets,
  type TreeEnsemble,
  nodeFlags,
} from '../../../tree-ensemble/tree-ensemble.ts';
import type { XgboostClassifier, XgboostLink, XgboostPlan } from './xgboost-plan.ts';

/** How a model is asked. */
export interface XgboostUse {
  /** The class, for messages. */
  readonly estimator: string;
  readonly classifier?: XgboostClassifier;
  /** The parameter `missing`; NaN for a Booster. */
  readonly missing: number;
  /** True where a DMatrix is made of the input. */
  readonly isMatrix: boolean;
  readonly dropsQueries?: boolean;
  /** True where trees after the best iteration are left out, as the scikit-learn classes do. */
  readonly usesBestIteration: boolean;
  /** Makes the error for what cannot be run: `reason` is "whose objective is …". */
  readonly refuse: (reason: string) => Error;
}

/** Makes a plan of a model that was read, whose indices are all checked here. */
export function buildXgboostPlan(model: XgboostModel, use: XgboostUse): XgboostPlan {
  const { classifier, estimator, isMatrix, dropsQueries = false } = use;
  checkVersion(model, use);
  const { featureCount, featureNames } = model;
  const outputCount = Math.max(1, model.classCount, model.targetCount);
  if (!(featureCount >= 1 && outputCount <= maximumOutputs)) {
    throw use.refuse(`which has ${featureCount} features and ${outputCount} outputs`);
  }
  if (featureNames.length > 0 && featureNames.length !== featureCount) {
    throw use.refuse(`which has ${featureNames.length} names for ${featureCount} features`);
  }
  const { link, baseMargins } = readObjective(model, { ...use, outputCount });
  const booster = buildBooster(model, { ...use, outputCount, baseMargins });
  return {
    kind: 'xgboost',
    input: {
      estimator,
      featureCount,
      ...(featureNames.length > 0 && { featureNames }),
      missing: Math.fround(use.missing),
      // GBLinear reads nothing in place.
      isMatrix: isMatrix || booster.kind === 'linear',
      dropsQueries,
      refusesFrames:
        !isMatrix && model.booster.kind === 'trees' && model.booster.hasFrameCategories,
      categorical: categoricalColumns(model),
    },
    booster,
    outputCount,
    link,
    ...(classifier && { classifier }),
  };
}

const maximumOutputs = 100_000;

/** Releases whose answers were compared. */
const newestMinor = 2;

function checkVersion({ version }: XgboostModel, use: XgboostUse): void {
  const [major = 0, minor = 0] = version;
  const isKnown =
    (major === 1 && minor >= 7) || major === 2 || (major === 3 && minor <= newestMinor);
  if (isKnown) return;
  throw use.refuse(
    `saved by XGBoost ${version.join('.')}; the versions it knows are 1.7 to 3.${newestMinor}`,
  );
}

interface Context extends XgboostUse {
  readonly outputCount: number;
}

type BaseKind = 'logit' | 'log' | 'as is';

/** Of each objective: what it makes of margins, and how its base_score becomes a margin. */
const objectives: Readonly<Record<string, readonly [XgboostLink, BaseKind]>> = {
  'reg:squarederror': ['identity', 'as is'],
  'reg:linear': ['identity', 'as is'],
  'reg:squaredlogerror': ['identity', 'as is'],
  'reg:pseudohubererror': ['identity', 'as is'],
  'reg:absoluteerror': ['identity', 'as is'],
  'reg:quantileerror': ['identity', 'as is'],
  'reg:logistic': ['logistic', 'logit'],
  'reg:gamma': ['exponential', 'log'],
  'reg:tweedie': ['exponential', 'log'],
  'count:poisson': ['exponential', 'log'],
  'survival:cox': ['exponential', 'log'],
  'survival:aft': ['exponential', 'log'],
  'binary:logistic': ['logistic', 'logit'],
  'binary:logitraw': ['identity', 'as is'],
  'binary:hinge': ['hinge', 'as is'],
  'multi:softmax': ['choose', 'as is'],
  'multi:softprob': ['softmax', 'as is'],
  'rank:pairwise': ['identity', 'as is'],
  'rank:ndcg': ['identity', 'as is'],
  'rank:map': ['identity', 'as is'],
};

function readObjective(
  { objective, baseScores }: XgboostModel,
  { refuse, outputCount }: Context,
): { readonly link: XgboostLink; readonly baseMargins: readonly number[] } {
  const entry = Object.hasOwn(objectives, objective) ? objectives[objective] : undefined;
  if (!entry) throw refuse(`whose objective is "${objective}", which it does not know`);
  const [link, kind] = entry;
  const baseMargins = baseScores.map((score) => toMargin(score, kind));
  if (!baseMargins.every((margin) => Number.isFinite(margin))) {
    throw refuse(`whose base_score is ${baseScores.join(', ')}, which ${objective} does not take`);
  }
  if (baseMargins.length !== 1 && baseMargins.length !== outputCount) {
    throw refuse(`which has ${baseMargins.length} base scores for ${outputCount} outputs`);
  }
  return { link, baseMargins };
}

/** The objective's ProbToMargin, in float32. */
function toMargin(score: number, kind: BaseKind): number {
  const { fround } = Math;
  const base = fround(score);
  if (kind === 'as is') return base;
  if (kind === 'log') return fround(Math.log(base));
  return -fround(Math.log(fround(fround(1 / base) - 1)));
}

function buildBooster(
  model: XgboostModel,
  context: Context & { readonly baseMargins: readonly number[] },
): XgboostPlan['booster'] {
  const { booster, featureCount } = model;
  const { outputCount, baseMargins, refuse } = context;
  const [baseMargin = 0] = baseMargins;
  if (booster.kind === 'linear') {
    if (booster.weights.length !== (featureCount + 1) * outputCount) {
      throw refuse(`which has ${booster.weights.length} weights for ${featureCount} features`);
    }
    const weights = sharedFloats(booster.weights.map(Math.fround));
    return { kind: 'linear', weights, baseMargin };
  }
  const count = treeLimit(model, booster, context);
  const sets = new SetBuilder();
  const trees = booster.trees
    .slice(0, count)
    .map((tree, index) => convertTree(tree, { ...context, booster, index, sets }));
  const ensemble: TreeEnsemble = buildEnsemble(trees, {
    featureCount,
    valueCount: 1,
    outputCount,
    initial: Array.from({ length: outputCount }, (_, at) => baseMargins[at] ?? baseMargin),
    addsFloat32: true,
    categories: sets.finish(),
    refuse,
  });
  return { kind: 'trees', ensemble };
}

/** Trees up to the best iteration (XGBModel._get_iteration_range), or all of them. */
function treeLimit(model: XgboostModel, booster: XgboostTrees, context: Context): number {
  const best = model.attributes.get('best_iteration');
  if (!context.usesBestIteration || best === undefined) return booster.trees.length;
  const perIteration = Math.max(1, booster.parallelTreeCount) * context.outputCount;
  const limit = (Number(best) + 1) * perIteration;
  if (Number.isInteger(limit) && limit > 0 && limit <= booster.trees.length) return limit;
  throw context.refuse(
    `whose best iteration is ${best} while it has ${booster.trees.length} trees`,
  );
}

interface TreeContext extends Context {
  readonly booster: XgboostTrees;
  readonly baseMargins: readonly number[];
  readonly index: number;
  readonly sets: SetBuilder;
}

/**
 * XGBoost goes left where `value < threshold` in float32, which is `value <=` the float32 before;
 * categories of a node's set go to the right, so its children change places.
 */
function convertTree(tree: XgboostTree, context: TreeContext): SavedTree {
  const { index, refuse, booster, sets } = context;
  const fail = (reason: string): Error => refuse(`whose tree ${index} ${reason}`);
  if (tree.leafSize !== 1) throw fail('has several numbers in each leaf (multi_output_tree)');
  const count = tree.left.length;
  const lists = [tree.right, tree.feature, tree.conditions, tree.defaultLeft, tree.isCategorical];
  if (lists.some(({ length }) => length !== count)) throw fail('has lists of different lengths');
  const saved = {
    feature: tree.feature,
    threshold: new Float64Array(count),
    left: tree.left.slice(),
    right: tree.right.slice(),
    flags: new Uint8Array(count),
    values: new Float64Array(count),
    output: Number(booster.outputs[index]),
  };
  for (let node = 0; node < count; node += 1) {
    const condition = Math.fround(tree.conditions[node] as number);
    const left = tree.left[node] as number;
    const right = tree.right[node] as number;
    if (left < 0) {
      saved.values[node] = leafValue(condition, context);
      continue;
    }
    // The library finds the right child beside the left one, whatever the file says.
    if (right !== left + 1) throw fail(`has a node ${node} whose children are not neighbours`);
    const missingLeft = tree.defaultLeft[node] !== 0;
    if (tree.isCategorical[node] === 0) {
      if (!(condition > -Infinity)) throw fail(`compares with ${condition} at the node ${node}`);
      saved.threshold[node] = floatBefore(condition);
      saved.flags[node] = missingLeft ? nodeFlags.missingLeft : 0;
      continue;
    }
    const categories = tree.categories.get(node);
    if (!categories) throw fail(`has no categories at the node ${node}`);
    saved.threshold[node] = sets.add(categories, fail);
    saved.flags[node] = nodeFlags.categorical + (missingLeft ? 0 : nodeFlags.missingLeft);
    saved.left[node] = right;
    saved.right[node] = left;
  }
  return saved;
}

/**
 * The number that a leaf adds. Dart multiplies with the weight of its tree; where it reads the input
 * in place it does so after the base margin has been added and taken off again.
 */
function leafValue(value: number, context: TreeContext): number {
  const { booster, index, baseMargins, isMatrix } = context;
  const { fround } = Math;
  if (!booster.weights) return value;
  const weight = fround(Number(booster.weights[index]));
  const base = baseMargins[baseMargins.length > 1 ? Number(booster.outputs[index]) : 0] ?? 0;
  return fround((isMatrix ? value : fround(fround(base + value) - base)) * weight);
}

/** The largest float32 below a float32 that is above -Infinity. */
export function floatBefore(value: number): number {
  if (value === Infinity) return 3.4028234663852886e38;
  // A little more than half of the step below rounds to the next float32, whatever the value.
  const step = Math.max(Math.abs(value) * 2 ** -24 * (1 + 2 ** -20), 2 ** -149);
  return Math.fround(value - step);
}

/** Categories beyond it are no categories (common::OutOfRangeCat). */
const maximumCategory = 16_777_216;
const maximumWords = 50_000_000;

/** Gathers sets of categories as bits. */
class SetBuilder {
  private readonly starts = [0];
  private readonly words: Uint32Array[] = [];

  /** The number of the new set. */
  add(categories: ArrayLike<number>, fail: (reason: string) => Error): number {
    let largest = 0;
    for (let at = 0; at < categories.length; at += 1) {
      const category = Number(categories[at]);
      if (!(Number.isInteger(category) && category >= 0 && category < maximumCategory)) {
        throw fail(`has a category ${category}`);
      }
      largest = Math.max(largest, category);
    }
    const set = new Uint32Array((largest >>> 5) + 1);
    for (let at = 0; at < categories.length; at += 1) {
      const category = Number(categories[at]);
      set[category >>> 5] = Number(set[category >>> 5]) | (1 << (category & 31));
    }
    const end = (this.starts.at(-1) ?? 0) + set.length;
    if (end > maximumWords) throw fail('has too many categories');
    this.words.push(set);
    return this.starts.push(end) - 2;
  }

  finish(): CategorySets {
    const words = new Int32Array(this.starts.at(-1) ?? 0);
    this.words.forEach((set, at) => words.set(set, this.starts[at]));
    return { starts: Int32Array.from(this.starts), words };
  }
}

/** Columns by which any tree splits categories. */
function categoricalColumns({ booster }: XgboostModel): number[] {
  if (booster.kind === 'linear') return [];
  const columns = booster.trees.flatMap((tree) =>
    [...tree.categories.keys()].map((node) => Number(tree.feature[node])),
  );
  return [...new Set(columns)];
}
