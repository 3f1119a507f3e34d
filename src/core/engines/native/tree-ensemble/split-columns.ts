import { type SplitRule, splitValue } from './split-value.ts';
import { type TreeEnsemble, nodeFlags } from './tree-ensemble.ts';
import type { Matrix } from '../rows/matrix.ts';

/** The different ways in which an ensemble's nodes look at features. */
export interface SplitColumns {
  readonly rules: readonly SplitRule[];
  /** Of each node the number of its rule; of leaves nothing that means something. */
  readonly ruleOf: Int32Array;
}

/** Finds the rules of all nodes, in the order in which they first appear. */
export function findSplitColumns({ feature, flags, threshold }: TreeEnsemble): SplitColumns {
  const rules: SplitRule[] = [];
  const numbers = new Map<string, number>();
  const ruleOf = new Int32Array(feature.length);
  for (let node = 0; node < feature.length; node += 1) {
    const column = Number(feature[node]);
    if (column < 0) continue;
    const nodeFlag = Number(flags[node]);
    const set = (nodeFlag & nodeFlags.categorical) === 0 ? 0 : Number(threshold[node]);
    const key = `${column} ${nodeFlag} ${set}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = rules.length;
      numbers.set(key, number);
      rules.push({ feature: column, flags: nodeFlag, set });
    }
    ruleOf[node] = number;
  }
  return { rules, ruleOf };
}

/** Where split values are written: column after column, each `stride` numbers after the last. */
export interface SplitTarget {
  readonly values: Float64Array;
  readonly start: number;
  readonly stride: number;
}

/** Writes the split values of `count` rows, and returns nothing else. */
export function writeSplitValues(
  ensemble: TreeEnsemble,
  part: { readonly matrix: Matrix; readonly firstRow: number; readonly count: number },
  target: SplitTarget,
): void {
  const { rules = [] } = ensemble.program ?? {};
  const { columnCount, values } = part.matrix;
  rules.forEach((rule, index) => {
    const to = target.start + index * target.stride;
    let from = part.firstRow * columnCount + rule.feature;
    for (let row = 0; row < part.count; row += 1, from += columnCount) {
      const value = values[from] as number;
      target.values[to + row] =
        rule.flags === 0 ? value : splitValue(value, rule, ensemble.categories);
    }
  });
}
