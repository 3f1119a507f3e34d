import type { Matrix } from '../rows/matrix.ts';

/** Rows that follow one another in a matrix. */
export interface RowBlock {
  readonly matrix: Matrix;
  readonly firstRow: number;
  readonly count: number;
}

/** Finds the leaves that rows reach, block by block. */
export interface LeafFinder {
  /** The most rows that {@link load} takes. */
  readonly blockRows: number;
  /** Takes rows in, in place of those before. */
  load(block: RowBlock): void;
  /**
   * The leaf that each row reaches in a tree, counted from {@link firstLeaf}. The array is the
   * finder's own and changes with the next call.
   */
  leavesOf(tree: number): Uint8Array | Int32Array;
  /** The number that 0 stands for among a tree's leaves. */
  firstLeaf(tree: number): number;
}
