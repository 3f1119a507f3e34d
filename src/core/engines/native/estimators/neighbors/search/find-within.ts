import { MlflowError } from '../../../../../errors.ts';
import type { Matrix } from '../../../rows/matrix.ts';
import type { Rows } from '../../../rows/rows.ts';
import { bruteDistances } from '../metrics/brute-distances.ts';
import { toDistance, toReduced } from '../metrics/metric.ts';
import { type FoundWithin, Neighborhood } from './neighborhood.ts';
import type { NeighborIndex } from '../plans.ts';
import { TreeRadiusSearch } from './search-tree-within.ts';
import { radiusComparison } from '../metrics/radius-comparison.ts';
import { type Layout, settlerOf } from './settle-near-radius.ts';

/** What is looked for. */
export interface RadiusSearch {
  readonly radius: number;
  /** True for rows of integers, which scikit-learn does not reduce by itself. */
  readonly isInteger: boolean;
  readonly layout: Layout;
  /** Where the first row stands in the caller's input. */
  readonly firstRow: number;
  /** Called for every row; what was found is overwritten by the next one. */
  readonly visit: (row: number, found: FoundWithin) => void;
}

/**
 * Finds the points of every row that are not farther than the radius
 * (RadiusNeighborsMixin.radius_neighbors), in the order in which scikit-learn finds them. Throws
 * MlflowError where rounding that is not known decides whether a point is one of them.
 */
export function eachWithin(index: NeighborIndex, matrix: Matrix, search: RadiusSearch): void {
  const { find, found } = finderOf(index, matrix, search);
  for (let row = 0; row < matrix.rowCount; row += 1) {
    found.clear();
    find(row);
    search.visit(row, found.found());
  }
}

/** How NumPy lays out rows: frames by columns, arrays that a part made in ways not known here. */
export function layoutOf({ kind }: Rows): Layout {
  if (kind === 'table') return 'columns';
  return kind === 'tensor' ? 'rows' : 'unknown';
}

interface Finder {
  /** Fills `found` for a row. */
  readonly find: (row: number) => void;
  readonly found: Neighborhood;
}

function finderOf(index: NeighborIndex, matrix: Matrix, search: RadiusSearch): Finder {
  const { tree, columnCount, metric } = index;
  if (!tree) return bruteFinder(index, matrix, search);
  const found = new Neighborhood(index.pointCount, false);
  const inTree = new TreeRadiusSearch({ ...index, tree }, matrix.values, search.radius);
  const limit = toReduced(metric, search.radius);
  const settle = settlerOf(index, matrix, {
    keepsHeap: false,
    isProduct: false,
    limit,
    layout: search.layout,
  });
  const find = (row: number): void => {
    inTree.find(row * columnCount, (point, reduced, isInside) => {
      const settled = isInside ? reduced : settle(reduced, row, point);
      if (settled === undefined) throw undecided(index, search, row);
      if (isInside || settled <= limit) found.add(point, toDistance(metric, settled));
    });
  };
  return { find, found };
}

function bruteFinder(index: NeighborIndex, matrix: Matrix, search: RadiusSearch): Finder {
  const brute = bruteDistances(index, matrix, search.isInteger);
  const { compared, limit, distance } = radiusComparison(index, search.radius, brute);
  const settle = settlerOf(index, matrix, {
    ...brute,
    limit: toReduced(index.metric, search.radius),
    layout: search.layout,
  });
  const buffer = new Float64Array(index.pointCount);
  const found = new Neighborhood(index.pointCount, brute.isNarrow);
  const find = (row: number): void => {
    brute.measure(row, buffer);
    for (let point = 0; point < buffer.length; point += 1) {
      const reduced = settle(Number(buffer[point]), row, point);
      if (reduced === undefined) throw undecided(index, search, row);
      if (compared(reduced) <= limit) found.add(point, distance(reduced));
    }
  };
  return { find, found };
}

function undecided({ metric }: NeighborIndex, search: RadiusSearch, row: number): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `Row ${search.firstRow + row} stands as far from a training point as the radius ` +
      `${search.radius} by the metric "${metric.name}", so that the last bit of the distance, ` +
      'which depends on the processor, decides whether it is a neighbor. Send other numbers, or ' +
      'serve the model with the Python engine.',
  );
}
