import type { LightgbmModel, LightgbmTree } from '../../../../../formats/lightgbm-model.ts';
import { type SavedTree, buildEnsemble } from '../../../tree-ensemble/build-ensemble.ts';
import { nodeFlags } from '../../../tree-ensemble/tree-ensemble.ts';
import type { LightgbmClassifier, LightgbmLink, LightgbmPlan } from './lightgbm-plan.ts';

/** How a model is asked. */
export interface LightgbmUse {
  /** The class, for messages. */
  readonly estimator: string;
  readonly classifier?: LightgbmClassifier;
  /** Iterations after it are left out; all are used when it is not above 0. */
  readonly bestIteration: number;
  /** Makes the error for what cannot be run: `reason` is "whose objective is …". */
  readonly refuse: (reason: string) => Error;
}

/** Makes a plan of a model that was read, whose indices are all checked here. */
export function buildLightgbmPlan(model: LightgbmModel, use: LightgbmUse): LightgbmPlan {
  const { refuse, classifier } = use;
  if (!/^v[34]$/.test(model.version)) {
    throw refuse(`whose text has the version "${model.version}"; v3 and v4 are read`);
  }
  const featureCount = model.featureNames.length;
  const outputCount = model.treesPerIteration;
  if (!(outputCount >= 1 && outputCount <= maximumOutputs)) {
    throw refuse(`which has ${outputCount} trees an iteration`);
  }
  const trees = limitTrees(model, use);
  const isWhole = trees.length % outputCount === 0 && (trees.length > 0 || !model.isAverage);
  if (!isWhole) {
    throw refuse(`which has ${trees.length} trees, with ${outputCount} for each iteration`);
  }
  const { pandasCategories = [] } = model;
  return {
    kind: 'lightgbm',
    rules: {
      estimator: use.estimator,
      featureCount,
      allowsNaN: true,
      allowsInfinity: true,
      conversion: 'numeric',
    },
    ensemble: joinTrees(trees, { featureCount, outputCount, refuse }),
    divisor: model.isAverage ? trees.length / outputCount : 1,
    link: readLink(model, refuse),
    ...(classifier && { classifier }),
    ...(hasNames(model) && { featureNames: model.featureNames }),
    categoryColumnCount: pandasCategories.length,
    narrowsIntegers: model.version === 'v3',
  };
}

/** Arrays give `Column_0`, `Column_1`, …; a model with categories takes nothing but arrays. */
function hasNames({ featureNames, pandasCategories = [] }: LightgbmModel): boolean {
  const isNumbered = featureNames.every((name, at) => name === `Column_${at}`);
  return !isNumbered && pandasCategories.length === 0;
}

const maximumOutputs = 100_000;

/** Booster.predict uses the best iteration, and all of them where there is none. */
function limitTrees(model: LightgbmModel, { bestIteration }: LightgbmUse): readonly LightgbmTree[] {
  const limit = bestIteration * model.treesPerIteration;
  return bestIteration > 0 ? model.trees.slice(0, limit) : model.trees;
}

interface EnsembleContext {
  readonly featureCount: number;
  readonly outputCount: number;
  readonly refuse: (reason: string) => Error;
}

function joinTrees(
  trees: readonly LightgbmTree[],
  { featureCount, outputCount, refuse }: EnsembleContext,
): LightgbmPlan['ensemble'] {
  const starts = [0];
  const words: number[] = [];
  const saved = trees.map((tree, index) => {
    const fail = (reason: string): Error => refuse(`whose tree ${index} ${reason}`);
    if (tree.isLinear) throw fail('has linear leaves (linear_tree)');
    const firstSet = starts.length - 1;
    addSets(tree, { starts, words, fail });
    return convertTree(tree, { firstSet, output: index % outputCount, fail });
  });
  return buildEnsemble(saved, {
    featureCount,
    valueCount: 1,
    outputCount,
    categories: { starts: Int32Array.from(starts), words: Int32Array.from(words) },
    refuse,
  });
}

function addSets(
  { categoryStarts, categoryWords }: LightgbmTree,
  target: { starts: number[]; words: number[]; fail: (reason: string) => Error },
): void {
  const base = target.words.length;
  for (let set = 1; set < categoryStarts.length; set += 1) {
    const start = categoryStarts[set - 1] ?? -1;
    const end = categoryStarts[set] ?? -1;
    const isInside = start >= 0 && start <= end && end <= categoryWords.length;
    if (!isInside || !Number.isInteger(end) || (set === 1 && start !== 0)) {
      throw target.fail(`has sets of categories beyond its ${categoryWords.length} words`);
    }
    target.starts.push(base + end);
  }
  for (const word of categoryWords) target.words.push(word);
}

/** kZeroThreshold in include/LightGBM/meta.h: what is not above it counts as zero. */
const zeroThreshold = 1.0000000180025095e-35;
const belowZeroThreshold = -1.0000000180025097e-35;

const isCategorical = 1;
const isDefaultLeft = 2;
interface TreeContext {
  readonly firstSet: number;
  readonly output: number;
  readonly fail: (reason: string) => Error;
}

/** Inner nodes come first, then the leaves. */
function convertTree(tree: LightgbmTree, { firstSet, output, fail }: TreeContext): SavedTree {
  const innerCount = tree.feature.length;
  const leafCount = tree.leafValue.length;
  const count = innerCount + leafCount;
  const place = (child: number): number => (child < 0 ? innerCount - child - 1 : child);
  const saved = {
    feature: Int32Array.from({ length: count }, (_, node) => tree.feature[node] ?? -1),
    threshold: new Float64Array(count),
    left: new Float64Array(count).fill(-1),
    right: new Float64Array(count).fill(-1),
    flags: new Uint8Array(count),
    values: new Float64Array(count),
    output,
  };
  tree.leafValue.forEach((value, leaf) => {
    saved.values[innerCount + leaf] = value;
  });
  for (let node = 0; node < innerCount; node += 1) {
    const decision = tree.decision[node] ?? 0;
    const threshold = tree.threshold[node] ?? Number.NaN;
    saved.left[node] = place(tree.left[node] ?? Number.NaN);
    saved.right[node] = place(tree.right[node] ?? Number.NaN);
    if ((decision & isCategorical) !== 0) {
      saved.threshold[node] = firstSet + checkSet(threshold, tree, fail);
      saved.flags[node] = nodeFlags.categorical;
    } else {
      saved.threshold[node] = exactThreshold(threshold);
      saved.flags[node] = missingFlags(decision, threshold, fail);
    }
  }
  return saved;
}

function checkSet(set: number, tree: LightgbmTree, fail: (reason: string) => Error): number {
  const setCount = tree.categoryStarts.length - 1;
  if (Number.isInteger(set) && set >= 0 && set < setCount) return set;
  throw fail(`uses a set of categories ${set} of ${setCount}`);
}

/**
 * Values of a magnitude up to 1e-35 are 0 before LightGBM compares them (RowFunctionFromDenseMatric
 * in src/c_api.cpp), which is the same as moving the thresholds among them to one end.
 */
function exactThreshold(threshold: number): number {
  if (threshold >= 0 && threshold < zeroThreshold) return zeroThreshold;
  if (threshold < 0 && threshold >= -zeroThreshold) return belowZeroThreshold;
  return threshold;
}

/** Tree::NumericalDecision: where nothing is missing, NaN is compared as 0. */
function missingFlags(
  decision: number,
  threshold: number,
  fail: (reason: string) => Error,
): number {
  const defaultLeft = (decision & isDefaultLeft) !== 0;
  // The bits 2 and 3 say what is missing.
  switch ((decision >> 2) & 3) {
    case 0:
      return threshold >= 0 ? nodeFlags.missingLeft : 0;
    case 1:
      return nodeFlags.zeroIsMissing + (defaultLeft ? nodeFlags.missingLeft : 0);
    case 2:
      return defaultLeft ? nodeFlags.missingLeft : 0;
    default:
      throw fail(`has a decision ${decision}, which it does not know`);
  }
}

/** What regressions without a link make of their sums, unless reg_sqrt was set. */
const squareRootObjectives: ReadonlySet<string> = new Set([
  'regression',
  'regression_l1',
  'fair',
  'quantile',
  'mape',
]);

const fixedLinks: ReadonlyMap<string, LightgbmLink> = new Map<string, LightgbmLink>([
  ['custom', { kind: 'identity' }],
  ['huber', { kind: 'identity' }],
  ['lambdarank', { kind: 'identity' }],
  ['rank_xendcg', { kind: 'identity' }],
  ['poisson', { kind: 'exponential' }],
  ['gamma', { kind: 'exponential' }],
  ['tweedie', { kind: 'exponential' }],
  ['multiclass', { kind: 'softmax' }],
  ['cross_entropy', { kind: 'logistic', sigmoid: 1 }],
  ['cross_entropy_lambda', { kind: 'log1p' }],
]);

/** Of several trees an iteration the others would take the first only. */
const wideObjectives: ReadonlySet<string> = new Set(['multiclass', 'multiclassova', 'custom']);

/** `binary sigmoid:1`, `multiclass num_class:3`, `regression sqrt`: a name and its parameters. */
function readLink(model: LightgbmModel, refuse: (reason: string) => Error): LightgbmLink {
  const { objective = 'custom', treesPerIteration } = model;
  const [name = '', ...parameters] = objective.split(' ').filter((part) => part !== '');
  if (treesPerIteration > 1 && !wideObjectives.has(name)) {
    throw refuse(`whose objective is "${objective}" with ${treesPerIteration} trees an iteration`);
  }
  if (squareRootObjectives.has(name)) {
    return { kind: parameters.includes('sqrt') ? 'squared' : 'identity' };
  }
  if (name === 'binary' || name === 'multiclassova') {
    return { kind: 'logistic', sigmoid: readSigmoid(parameters, objective, refuse) };
  }
  const link = fixedLinks.get(name);
  if (link) return link;
  throw refuse(`whose objective is "${objective}", which it does not know`);
}

function readSigmoid(
  parameters: readonly string[],
  objective: string,
  refuse: (reason: string) => Error,
): number {
  const [, value] =
    parameters.map((part) => part.split(':')).find(([key]) => key === 'sigmoid') ?? [];
  const sigmoid = Number(value ?? Number.NaN);
  if (sigmoid > 0) return sigmoid;
  throw refuse(`whose objective is "${objective}", without a sigmoid above 0`);
}
