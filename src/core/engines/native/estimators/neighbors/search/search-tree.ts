import { reducedDistance, toDistance, toReduced } from '../metrics/metric.ts';
import type { NeighborHeap } from './neighbor-heap.ts';
import type { NeighborIndex, NeighborTree } from '../plans.ts';
import type { PairFunction, PointPair } from '../metrics/point-pair.ts';

/**
 * Looks for the nearest points as BinaryTree.query does (depth first, one point at a time:
 * sklearn/neighbors/_binary_tree.pxi), in the same order, so that of equally far points the same
 * ones are found.
 */
export class TreeSearch {
  private readonly index: NeighborIndex;
  private readonly tree: NeighborTree;
  private readonly heap: NeighborHeap;
  private readonly reduced: PairFunction;
  private readonly pair: PointPair;
  private readonly centres: PointPair;
  private readonly queries: ArrayLike<number>;
  private start = 0;

  constructor(
    index: NeighborIndex & { readonly tree: NeighborTree },
    queries: ArrayLike<number>,
    heap: NeighborHeap,
  ) {
    const { columnCount, points, tree } = index;
    this.index = index;
    this.tree = tree;
    this.heap = heap;
    this.queries = queries;
    this.reduced = reducedDistance(index.metric);
    this.pair = { a: queries, b: points, count: columnCount };
    this.centres = { a: queries, b: tree.bounds, count: columnCount };
  }

  /** Fills the heap with the points that are the nearest to the query which begins at `start`. */
  find(start: number): void {
    this.start = start;
    this.visit(0, this.lowerBound(0));
  }

  private visit(node: number, bound: number): void {
    const { tree, heap } = this;
    if (bound > heap.largest) return;
    if (tree.isLeaf[node] === 1) {
      const end = Number(tree.ends[node]);
      const { columnCount } = this.index;
      for (let at = Number(tree.starts[node]); at < end; at += 1) {
        const point = Number(tree.order[at]);
        heap.push(this.reduced(this.pair, this.start, point * columnCount), point);
      }
      return;
    }
    const first = 2 * node + 1;
    const second = first + 1;
    const firstBound = this.lowerBound(first);
    const secondBound = this.lowerBound(second);
    if (firstBound <= secondBound) {
      this.visit(first, firstBound);
      this.visit(second, secondBound);
    } else {
      this.visit(second, secondBound);
      this.visit(first, firstBound);
    }
  }

  /** The least reduced distance that a point of the node can have (min_rdist). */
  private lowerBound(node: number): number {
    if (this.tree.kind === 'kd') return this.boxBound(node);
    const { metric, columnCount } = this.index;
    const toCentre = this.reduced(this.centres, this.start, node * columnCount);
    const distance = toDistance(metric, toCentre) - Number(this.tree.radius[node]);
    // As with fmax, no number counts for less than zero.
    return toReduced(metric, distance > 0 ? distance : 0);
  }

  private boxBound(node: number): number {
    const { metric, columnCount } = this.index;
    const { bounds, starts } = this.tree;
    const lower = node * columnCount;
    const upper = (starts.length + node) * columnCount;
    const power = powerOfBox(metric);
    let sum = 0;
    for (let at = 0; at < columnCount; at += 1) {
      const value = Number(this.queries[this.start + at]);
      const below = Number(bounds[lower + at]) - value;
      const above = value - Number(bounds[upper + at]);
      const gap = 0.5 * (below + Math.abs(below) + (above + Math.abs(above)));
      if (power === Infinity) sum = Math.max(sum, gap);
      else if (power === 2) sum += gap * gap;
      else sum += power === 1 ? gap : gap ** power;
    }
    return sum;
  }
}

/** The power in which the sides of a KDTree's boxes are measured; Infinity for the largest alone. */
export function powerOfBox(metric: NeighborIndex['metric']): number {
  if (metric.name === 'minkowski') return metric.power;
  if (metric.name === 'manhattan') return 1;
  return metric.name === 'chebyshev' ? Infinity : 2;
}
