import { sharedBytes, sharedFloats } from '../shared-memory.ts';
import type { RankRule, SelectProgram } from './ensemble-program.ts';
import { type SelectNode, writeSelectModule } from './select-module.ts';
import type { SplitColumns } from './split-columns.ts';
import { type TreeEnsemble, nodeFlags } from './tree-ensemble.ts';

/** A leaf's number within its tree is a byte. */
const maximumLeaves = 256;
/** A rank is a byte too, and the highest is beyond all thresholds. */
const thresholdsPerTable = 255;
/** V8 makes some hundred bytes of machine code for a node, and takes some microseconds to. */
const maximumNodes = 65_536;

/** The code of small trees; undefined when there are too many nodes, or one tree is too large. */
export function compileSelect(
  ensemble: TreeEnsemble,
  columns: SplitColumns,
): SelectProgram | undefined {
  if (ensemble.feature.length > maximumNodes) return undefined;
  const ranking = rankThresholds(ensemble, columns);
  const firstLeaves = new Int32Array(new SharedArrayBuffer(ensemble.roots.length * 4));
  const trees: SelectNode[] = [];
  for (const [index, root] of ensemble.roots.entries()) {
    const leaves = leavesBelow(ensemble, root);
    const first = leaves.reduce((least, leaf) => Math.min(least, leaf), Infinity);
    if (leaves.some((leaf) => leaf - first >= maximumLeaves)) return undefined;
    firstLeaves[index] = first;
    trees.push(toSelectNode({ ensemble, columns, ranking, first }, root));
  }
  return {
    module: sharedBytes(writeSelectModule(trees, ranking.ranks)),
    tables: sharedFloats(ranking.tables),
    ranks: ranking.ranks,
    firstLeaves,
  };
}

interface Ranking {
  readonly ranks: readonly RankRule[];
  readonly tables: readonly number[];
  /** Of each column of split values the place of each threshold among all of them. */
  readonly places: readonly ReadonlyMap<number, number>[];
  /** Of each column of split values its first column of ranks. */
  readonly firstRanks: readonly number[];
}

/** Columns with more thresholds than a byte can count become several columns of ranks. */
function rankThresholds(ensemble: TreeEnsemble, { rules, ruleOf }: SplitColumns): Ranking {
  const found = rules.map(() => new Set<number>());
  for (let node = 0; node < ruleOf.length; node += 1) {
    if (Number(ensemble.feature[node]) < 0) continue;
    found[Number(ruleOf[node])]?.add(thresholdOf(ensemble, node));
  }
  const ranks: RankRule[] = [];
  const tables: number[] = [];
  const firstRanks: number[] = [];
  const places = found.map((thresholds, column) => {
    const sorted = Float64Array.from(thresholds).sort();
    firstRanks.push(ranks.length);
    for (let start = 0; start < sorted.length; start += thresholdsPerTable) {
      const table = [...sorted.subarray(start, start + thresholdsPerTable)];
      const steps = Math.ceil(Math.log2(table.length + 1));
      ranks.push({ column, table: tables.length, steps });
      const padding = Array.from({ length: 2 ** steps - table.length }, () => Infinity);
      tables.push(...table, ...padding);
    }
    return new Map(Array.from(sorted, (threshold, place) => [threshold, place]));
  });
  return { ranks, tables, places, firstRanks };
}

/** Split values of categorical nodes are -Infinity or NaN, which any threshold tells apart. */
function thresholdOf({ flags, threshold }: TreeEnsemble, node: number): number {
  const isCategorical = (Number(flags[node]) & nodeFlags.categorical) !== 0;
  return isCategorical ? 0 : Number(threshold[node]);
}

function leavesBelow({ feature, left, right }: TreeEnsemble, root: number): number[] {
  const leaves: number[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (Number(feature[node]) < 0) leaves.push(Number(left[node]));
    else pending.push(Number(right[node]), Number(left[node]));
  }
  return leaves;
}

interface SelectContext {
  readonly ensemble: TreeEnsemble;
  readonly columns: SplitColumns;
  readonly ranking: Ranking;
  readonly first: number;
}

function toSelectNode(context: SelectContext, node: number): SelectNode {
  const { ensemble, columns, ranking, first } = context;
  const { feature, left, right } = ensemble;
  if (Number(feature[node]) < 0) return { leaf: Number(left[node]) - first };
  const column = Number(columns.ruleOf[node]);
  const place = Number(ranking.places[column]?.get(thresholdOf(ensemble, node)));
  return {
    column: Number(ranking.firstRanks[column]) + Math.floor(place / thresholdsPerTable),
    rank: place % thresholdsPerTable,
    left: toSelectNode(context, Number(left[node])),
    right: toSelectNode(context, Number(right[node])),
  };
}
