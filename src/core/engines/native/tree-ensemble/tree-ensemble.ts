import type { EnsembleProgram } from './ensemble-program.ts';

/**
 * Decision trees of any library, one after the other. An inner node compares its feature with its
 * threshold, `value <= threshold` in float64, and goes to `left` or `right`, numbers of nodes; a
 * leaf has the feature -1, and `left` is the number of its row in `leafValues`. All of it is
 * checked when it is built, so that walking needs no checks: every path ends at a leaf.
 *
 * Other comparisons are brought to this form where that is exact: `value < threshold` of float32
 * values is `value <=` the float32 before the threshold.
 */
export interface TreeEnsemble {
  /** The first node of each tree. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  /** For categorical nodes the number of the node's set in `categories`. */
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Of each node: {@link nodeFlags} added up. */
  readonly flags: Uint8Array;
  /** Sets of small integers; there when a node is categorical. */
  readonly categories?: CategorySets;
  /** `valueCount` numbers for each leaf. */
  readonly leafValues: Float64Array;
  /** How many numbers a leaf adds. */
  readonly valueCount: number;
  /** Of each tree the output to which the first of its numbers is added. */
  readonly outputs: Int32Array;
  readonly outputCount: number;
  /** `outputCount` numbers to which the leaves are added, tree after tree. */
  readonly initial: Float64Array;
  /** True where every sum is rounded to float32. */
  readonly addsFloat32: boolean;
  /** The same nodes for WebAssembly; not there where that does not pay. */
  readonly program?: EnsembleProgram;
}

/** What {@link TreeEnsemble.flags} say about a node. */
export const nodeFlags = {
  /** A missing value goes to the left; without it, to the right. */
  missingLeft: 1,
  /** A value with a magnitude of at most 1e-35 counts as missing (LightGBM). */
  zeroIsMissing: 2,
  /**
   * Values are categories: those in the node's set go to the left. A value is cut off to an
   * integer; negative ones and those beyond the set go to the right.
   */
  categorical: 4,
} as const;

/** Sets of categories as bits, one after the other. */
export interface CategorySets {
  /** The first word of each set in `words`, and the end of the last. */
  readonly starts: Int32Array;
  /** Bit `c % 32` of word `c / 32` of a set is 1 where the category c belongs to it. */
  readonly words: Int32Array;
}
