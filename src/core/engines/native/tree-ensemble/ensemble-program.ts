import type { SplitRule } from './split-value.ts';

/**
 * What an ensemble is compiled to at load: plain data for the two ways in which WebAssembly finds
 * leaves. Both work on split values, and both find the leaves that the array walker finds.
 */
export interface EnsembleProgram {
  /** The columns of split values. */
  readonly rules: readonly SplitRule[];
  readonly walk: WalkProgram;
  /** There when all trees are small. */
  readonly select?: SelectProgram;
}

/** Nodes for {@link WalkProgram}'s loop, which follows eight paths at once. */
export interface WalkProgram {
  /**
   * Two numbers a node, children side by side. The first is the threshold; at a leaf, a NaN whose
   * lower half is the leaf's number. The second is two 32-bit integers: where the node's column of
   * split values begins, and where its left child does, both in bytes.
   */
  readonly nodes: Float64Array;
  /** Where each tree's first node stands, in bytes. */
  readonly roots: Int32Array;
}

/** Trees as straight code that works on sixteen rows at once. */
export interface SelectProgram {
  /** The module of `writeSelectModule`. */
  readonly module: Uint8Array;
  /** Thresholds in ascending order, filled up with Infinity to a power of two. */
  readonly tables: Float64Array;
  /** How columns of split values become columns of ranks. */
  readonly ranks: readonly RankRule[];
  /** The number of each tree's first leaf. */
  readonly firstLeaves: Int32Array;
}

/** One column of ranks: how many of a table's thresholds a split value goes beyond. */
export interface RankRule {
  /** The number of the column of split values. */
  readonly column: number;
  /** The table's place in the tables. */
  readonly table: number;
  /** The table has 2 to the power of `steps` numbers. */
  readonly steps: number;
}
