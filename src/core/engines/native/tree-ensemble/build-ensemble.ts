import { sharedBytes, sharedFloats, sharedIntegers } from '../shared-memory.ts';
import { compileEnsemble } from './compile-ensemble.ts';
import { type CategorySets, type TreeEnsemble, nodeFlags } from './tree-ensemble.ts';

/** One tree as a library saves it, before its indices were checked. Its root is the node 0. */
export interface SavedTree {
  /** Ignored at leaves. */
  readonly feature: ArrayLike<number>;
  /** Values up to it go to the left; for categorical nodes the number of a set. */
  readonly threshold: ArrayLike<number>;
  /** Children as numbers of nodes; negative at leaves. */
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  /** nodeFlags of each node; all 0 when it is not there. */
  readonly flags?: ArrayLike<number>;
  /** `valueCount` numbers for each node, used at leaves. */
  readonly values: ArrayLike<number>;
  /** The output to which the first number is added; 0 when it is not there. */
  readonly output?: number;
}

/** What all trees of an ensemble share; see {@link TreeEnsemble}. */
export interface EnsembleShape {
  readonly featureCount: number;
  readonly valueCount: number;
  readonly outputCount: number;
  /** Zeros when it is not there. */
  readonly initial?: ArrayLike<number>;
  readonly addsFloat32?: boolean;
  readonly categories?: CategorySets;
  /** Makes the error for a broken tree: `reason` is "whose tree 3 reaches the node 5 twice". */
  readonly refuse: (reason: string) => Error;
}

/** More than a file of 2 GB can hold, unless its trees are one tree used again and again. */
const maximumNodes = 40_000_000;
/** Two gigabytes, which trees of many outputs that are used again and again would exceed. */
const maximumValues = 2 ** 28;

/**
 * Puts trees behind one another in shared memory. Libraries walk saved nodes without checks, so a
 * crafted file can crash them; here every child, feature, set and path is checked once: children
 * lie inside the tree, no node is reached twice, every feature exists, no threshold is NaN.
 */
export function buildEnsemble(trees: readonly SavedTree[], shape: EnsembleShape): TreeEnsemble {
  const nodeCount = trees.reduce((sum, tree) => sum + tree.left.length, 0);
  if (nodeCount > maximumNodes) {
    throw shape.refuse(`whose trees have more than ${maximumNodes} nodes together`);
  }
  if (nodeCount * shape.valueCount > maximumValues) {
    throw shape.refuse(`whose trees have more than ${maximumValues} values together`);
  }
  trees.forEach((tree, index) => checkTree(tree, index, shape));
  const joined = joinTrees(trees, nodeCount, shape.valueCount);
  const { categories, outputCount } = shape;
  const ensemble: TreeEnsemble = {
    ...joined,
    ...(categories && {
      categories: {
        starts: sharedIntegers(categories.starts),
        words: sharedIntegers(categories.words),
      },
    }),
    valueCount: shape.valueCount,
    outputs: sharedIntegers(trees.map(({ output = 0 }) => output)),
    outputCount,
    initial: sharedFloats(shape.initial ?? new Float64Array(outputCount)),
    addsFloat32: shape.addsFloat32 ?? false,
  };
  const program = compileEnsemble(ensemble);
  return program ? { ...ensemble, program } : ensemble;
}

function checkTree(tree: SavedTree, index: number, shape: EnsembleShape): void {
  const { left, right, output = 0 } = tree;
  const count = left.length;
  const fail = (reason: string): Error => shape.refuse(`whose tree ${index} ${reason}`);
  const lengths = [right, tree.feature, tree.threshold].map(({ length }) => length);
  if (lengths.some((length) => length !== count)) throw fail('has lists of different lengths');
  if (tree.values.length !== count * shape.valueCount) throw fail('has not a value for each node');
  if (!(output >= 0 && output + shape.valueCount <= shape.outputCount)) {
    throw fail(`adds to the output ${output} of ${shape.outputCount}`);
  }
  const isReached = new Uint8Array(count);
  const pending = [0];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!(Number.isInteger(node) && node >= 0 && node < count)) {
      throw fail(`has a child ${node} outside of its ${count} nodes`);
    }
    if (isReached[node] === 1) throw fail(`reaches the node ${node} twice`);
    isReached[node] = 1;
    if (Number(left[node]) < 0) continue;
    const problem = nodeProblem(tree, node, shape);
    if (problem !== undefined) throw fail(problem);
    pending.push(Number(right[node]), Number(left[node]));
  }
}

function nodeProblem(tree: SavedTree, node: number, shape: EnsembleShape): string | undefined {
  const feature = Number(tree.feature[node]);
  const threshold = Number(tree.threshold[node]);
  if (!(Number.isInteger(feature) && feature >= 0 && feature < shape.featureCount)) {
    return `uses a feature ${feature} of ${shape.featureCount}`;
  }
  if (Number.isNaN(threshold)) return `compares with NaN at the node ${node}`;
  if (((tree.flags?.[node] ?? 0) & nodeFlags.categorical) === 0) return undefined;
  const setCount = (shape.categories?.starts.length ?? 1) - 1;
  return Number.isInteger(threshold) && threshold >= 0 && threshold < setCount
    ? undefined
    : `uses a set of categories ${threshold} of ${setCount}`;
}

type JoinedTrees = Pick<
  TreeEnsemble,
  'roots' | 'feature' | 'threshold' | 'left' | 'right' | 'flags' | 'leafValues'
>;

function joinTrees(
  trees: readonly SavedTree[],
  nodeCount: number,
  valueCount: number,
): JoinedTrees {
  const leafCount = trees.reduce((sum, { left }) => sum + countLeaves(left), 0);
  const joined: JoinedTrees = {
    roots: sharedIntegers(new Int32Array(trees.length)),
    feature: sharedIntegers(new Int32Array(nodeCount)),
    threshold: sharedFloats(new Float64Array(nodeCount)),
    left: sharedIntegers(new Int32Array(nodeCount)),
    right: sharedIntegers(new Int32Array(nodeCount)),
    flags: sharedBytes(new Uint8Array(nodeCount)),
    leafValues: sharedFloats(new Float64Array(leafCount * valueCount)),
  };
  let start = 0;
  let leaf = 0;
  trees.forEach((tree, index) => {
    joined.roots[index] = start;
    for (let node = 0; node < tree.left.length; node += 1) {
      const at = start + node;
      if (Number(tree.left[node]) < 0) {
        joined.feature[at] = -1;
        joined.left[at] = leaf;
        for (let value = 0; value < valueCount; value += 1) {
          joined.leafValues[leaf * valueCount + value] = Number(
            tree.values[node * valueCount + value],
          );
        }
        leaf += 1;
      } else {
        joined.feature[at] = Number(tree.feature[node]);
        joined.threshold[at] = Number(tree.threshold[node]);
        joined.left[at] = start + Number(tree.left[node]);
        joined.right[at] = start + Number(tree.right[node]);
        joined.flags[at] = tree.flags?.[node] ?? 0;
      }
    }
    start += tree.left.length;
  });
  return joined;
}

function countLeaves(left: ArrayLike<number>): number {
  let count = 0;
  for (let node = 0; node < left.length; node += 1) if (Number(left[node]) < 0) count += 1;
  return count;
}

/** How many times as long the array walker takes as the ways of a program. */
const gains = { select: 6, walk: 2 };

/**
 * About how many steps of the array walker one row costs: for every tree the depth of a balanced
 * one, and a half; less where WebAssembly finds the leaves.
 */
export function ensembleRowCost({ roots, feature, program }: TreeEnsemble): number {
  const depth = Math.log2(feature.length / Math.max(1, roots.length) + 1);
  const gain = program ? gains[program.select ? 'select' : 'walk'] : 1;
  return Math.ceil((roots.length * depth * 1.5) / gain);
}
