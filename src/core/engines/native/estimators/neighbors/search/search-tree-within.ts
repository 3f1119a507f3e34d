import { reducedDistance, toDistance } from '../metrics/metric.ts';
import type { NeighborIndex, NeighborTree } from '../plans.ts';
import type { PairFunction, PointPair } from '../metrics/point-pair.ts';
import { powerOfBox } from './search-tree.ts';

/**
 * Takes a point of a node with its reduced distance. Of a node that is wholly inside the radius
 * every point counts; of another one the radius is to be compared.
 */
export type TakePoint = (point: number, reduced: number, isInside: boolean) => void;

/**
 * Looks for the points within a radius as BinaryTree.query_radius does
 * (sklearn/neighbors/_binary_tree.pxi): nodes that are wholly outside are left out, of those that
 * are wholly inside every point counts unseen, in the order of the tree.
 */
export class TreeRadiusSearch {
  private readonly index: NeighborIndex;
  private readonly tree: NeighborTree;
  private readonly radius: number;
  private readonly reduced: PairFunction;
  private readonly pair: PointPair;
  private readonly centres: PointPair;
  private readonly power: number;
  private start = 0;
  private least = 0;
  private most = 0;

  constructor(
    index: NeighborIndex & { readonly tree: NeighborTree },
    queries: ArrayLike<number>,
    radius: number,
  ) {
    const { columnCount, points, tree, metric } = index;
    this.index = index;
    this.tree = tree;
    this.radius = radius;
    this.reduced = reducedDistance(metric);
    this.pair = { a: queries, b: points, count: columnCount };
    this.centres = { a: queries, b: tree.bounds, count: columnCount };
    this.power = powerOfBox(metric);
  }

  /** Hands on the points that may be near to the query which begins at `start`. */
  find(start: number, take: TakePoint): void {
    this.start = start;
    this.visit(0, take);
  }

  private visit(node: number, take: TakePoint): void {
    const { tree, radius } = this;
    this.measure(node);
    if (this.least > radius) return;
    if (this.most <= radius) this.takeAll(node, take, true);
    else if (tree.isLeaf[node] === 1) this.takeAll(node, take, false);
    else {
      this.visit(2 * node + 1, take);
      this.visit(2 * node + 2, take);
    }
  }

  private takeAll(node: number, take: TakePoint, isInside: boolean): void {
    const { columnCount } = this.index;
    const end = Number(this.tree.ends[node]);
    for (let at = Number(this.tree.starts[node]); at < end; at += 1) {
      const point = Number(this.tree.order[at]);
      take(point, this.reduced(this.pair, this.start, point * columnCount), isInside);
    }
  }

  /** How near and how far points of the node can be (min_max_dist). */
  private measure(node: number): void {
    if (this.tree.kind === 'kd') return this.measureBox(node);
    const { metric, columnCount } = this.index;
    const toCentre = this.reduced(this.centres, this.start, node * columnCount);
    const distance = toDistance(metric, toCentre);
    const radius = Number(this.tree.radius[node]);
    // As with fmax, no number counts for less than zero.
    this.least = distance - radius > 0 ? distance - radius : 0;
    this.most = distance + radius;
  }

  private measureBox(node: number): void {
    const { columnCount } = this.index;
    const { bounds, starts } = this.tree;
    const lower = node * columnCount;
    const upper = (starts.length + node) * columnCount;
    const { power } = this;
    let least = 0;
    let most = 0;
    for (let at = 0; at < columnCount; at += 1) {
      const value = Number(this.queries[this.start + at]);
      const below = Number(bounds[lower + at]) - value;
      const above = value - Number(bounds[upper + at]);
      const gap = 0.5 * (below + Math.abs(below) + (above + Math.abs(above)));
      const reach = Math.max(Math.abs(below), Math.abs(above));
      least = power === Infinity ? Math.max(least, gap) : least + raised(gap, power);
      most = power === Infinity ? Math.max(most, reach) : most + raised(reach, power);
    }
    this.least = rooted(least, power);
    this.most = rooted(most, power);
  }

  private get queries(): ArrayLike<number> {
    return this.pair.a;
  }
}

function raised(value: number, power: number): number {
  if (power === 2) return value * value;
  return power === 1 ? value : value ** power;
}

function rooted(value: number, power: number): number {
  if (power === 2) return Math.sqrt(value);
  return power === 1 || power === Infinity ? value : value ** (1 / power);
}
