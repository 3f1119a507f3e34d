import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { NmfPlan } from './plans.ts';

/** Rows as lists of entries: those of a dense matrix have all their columns, zeros included. */
export interface NmfRows extends Omit<SparseMatrix, 'kind'> {
  readonly isSparse: boolean;
}

/** The rows of a matrix of either kind as lists of entries. */
export function toNmfRows(rows: Matrix | SparseMatrix): NmfRows {
  const { rowCount, columnCount, values, isFloat32 } = rows;
  const common = { rowCount, columnCount, values, isFloat32 };
  if (rows.kind === 'sparse') {
    return { ...common, rowStarts: rows.rowStarts, columns: rows.columns, isSparse: true };
  }
  const rowStarts = Int32Array.from({ length: rowCount + 1 }, (_, row) => row * columnCount);
  const columns = new Int32Array(values.length);
  for (let at = 0; at < columns.length; at += 1) columns[at] = at % columnCount;
  return { ...common, rowStarts, columns, isSparse: false };
}

/** `X @ H.T`: a row of `componentCount` numbers for each row. */
export function timesComponents(
  plan: NmfPlan,
  rows: NmfRows,
  values: ArrayLike<number> = rows.values,
): Float64Array {
  const { components, componentCount } = plan;
  const { rowCount, columnCount, rowStarts, columns } = rows;
  const products = new Float64Array(rowCount * componentCount);
  for (let row = 0; row < rowCount; row += 1) {
    const end = Number(rowStarts[row + 1]);
    for (let at = Number(rowStarts[row]); at < end; at += 1) {
      const value = values[at] as number;
      const column = columns[at] as number;
      for (let component = 0; component < componentCount; component += 1) {
        const place = row * componentCount + component;
        const weight = components[component * columnCount + column] as number;
        products[place] = (products[place] as number) + value * weight;
      }
    }
  }
  return products;
}

/** `H @ H.T`: how much the components have in common. */
export function gramOf({ components, componentCount, rules }: NmfPlan): Float64Array {
  const width = rules.featureCount;
  const gram = new Float64Array(componentCount * componentCount);
  for (let at = 0; at < gram.length; at += 1) {
    const first = Math.floor(at / componentCount) * width;
    const second = (at % componentCount) * width;
    let sum = 0;
    for (let column = 0; column < width; column += 1) {
      sum += (components[first + column] as number) * (components[second + column] as number);
    }
    gram[at] = sum;
  }
  return gram;
}

/** The sum of each component's numbers. */
export function componentSums({ components, componentCount, rules }: NmfPlan): Float64Array {
  const sums = new Float64Array(componentCount);
  for (let at = 0; at < components.length; at += 1) {
    const component = Math.floor(at / rules.featureCount);
    sums[component] = Number(sums[component]) + Number(components[at]);
  }
  return sums;
}

/** Weights of the components: a row of them for each row, kept in the width of the input. */
export type Weights = Float64Array | Float32Array;

/** One row of `W @ H`, into `target`. */
export function rebuildRow(
  plan: NmfPlan,
  weights: Weights,
  { row, target }: { readonly row: number; readonly target: Float64Array },
): void {
  const { components, componentCount } = plan;
  target.fill(0);
  for (let component = 0; component < componentCount; component += 1) {
    const weight = weights[row * componentCount + component] as number;
    const first = component * target.length;
    for (let column = 0; column < target.length; column += 1) {
      target[column] = (target[column] as number) + weight * (components[first + column] as number);
    }
  }
}

/** `W @ H` at the entries of the rows alone. */
export function rebuildEntries(plan: NmfPlan, rows: NmfRows, weights: Weights): Float64Array {
  const { components, componentCount } = plan;
  const { rowCount, columnCount, rowStarts, columns } = rows;
  const entries = new Float64Array(columns.length);
  for (let row = 0; row < rowCount; row += 1) {
    const first = row * componentCount;
    const end = Number(rowStarts[row + 1]);
    for (let at = Number(rowStarts[row]); at < end; at += 1) {
      let place = columns[at] as number;
      let sum = 0;
      for (let component = 0; component < componentCount; component += 1) {
        sum += (weights[first + component] as number) * (components[place] as number);
        place += columnCount;
      }
      entries[at] = sum;
    }
  }
  return entries;
}
