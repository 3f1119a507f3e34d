import type { RankRule } from './ensemble-program.ts';
import { WasmCode, type WasmFunction, encodeModule } from './wasm-code.ts';

/** Rows that are ranked and selected at a time: a multiple of sixteen. */
export const selectBlockRows = 256;

/** A tree's node as code needs it: a leaf, or a comparison with two nodes below it. */
export type SelectNode =
  | { readonly leaf: number }
  | {
      /** The number of the column of ranks. */
      readonly column: number;
      /** A rank above it goes to the right. */
      readonly rank: number;
      readonly left: SelectNode;
      readonly right: SelectNode;
    };

/** Where things stand in the module's memory, in bytes: ranks, leaves, split values, tables. */
export function selectLayout(counts: {
  readonly ranks: number;
  readonly trees: number;
  readonly columns: number;
}) {
  const leaves = counts.ranks * selectBlockRows;
  const values = leaves + counts.trees * selectBlockRows;
  const tables = values + counts.columns * selectBlockRows * 8;
  return { leaves, values, tables };
}

/**
 * A module with the functions `rank1` to `rank8`, of which each searches tables of that power of
 * two, and `select`, which finds the leaves of all trees for the rows up to its parameter. Ranks
 * are bytes less 128, since V8 compares signed bytes in one instruction and unsigned ones in four.
 */
export function writeSelectModule(
  trees: readonly SelectNode[],
  ranks: readonly RankRule[],
): Uint8Array<ArrayBuffer> {
  const { leaves } = selectLayout({ ranks: ranks.length, trees: trees.length, columns: 0 });
  const stepCounts = [...new Set(ranks.map(({ steps }) => steps))];
  const rankers = stepCounts.map(writeRanker);
  const select = new WasmCode();
  trees.forEach((_, tree) => select.get(0).call(rankers.length + 1 + tree));
  return encodeModule([
    { name: 'select', parameterCount: 1, integerCount: 0, code: select },
    ...rankers,
    ...trees.map((tree, index) => writeTree(tree, leaves + index * selectBlockRows)),
  ]);
}

/** `rank(table, values, out, end)`: a binary search that always takes all its steps. */
function writeRanker(steps: number): WasmFunction {
  const [table, values, out, end, place, value] = [0, 1, 2, 3, 4, 5];
  const code = new WasmCode();
  code.repeatWhile(() => {
    code.get(values).memory('f64Load', 0).set(value);
    code.get(table).set(place);
    for (let step = steps - 1; step >= 0; step -= 1) {
      code.get(place).get(value).get(place);
      code.memory('f64Load', 8 * (2 ** step - 1)).do('f64LessOrEqual', 'i32IsZero');
      code
        .constant(step + 3)
        .do('i32ShiftLeft', 'i32Add')
        .set(place);
    }
    code.get(out).get(place).get(table).do('i32Sub').constant(3).do('i32ShiftRight');
    code.constant(128).do('i32Sub').memory('i32Store8', 0);
    code.get(values).constant(8).do('i32Add').set(values);
    code.get(out).constant(1).do('i32Add').set(out);
    code.get(out).get(end).do('i32LessUnsigned');
  });
  return { name: `rank${steps}`, parameterCount: 4, integerCount: 1, floatCount: 1, code };
}

/** All leaves are there from the start; every node keeps one of the two that reach it. */
function writeTree(tree: SelectNode, target: number): WasmFunction {
  const [end, row] = [0, 1];
  const code = new WasmCode();
  const write = (node: SelectNode): void => {
    if ('leaf' in node) {
      code.constant(node.leaf).do('i8x16Splat');
      return;
    }
    write(node.right);
    write(node.left);
    code.get(row).memory('v128Load', node.column * selectBlockRows);
    code.constant(node.rank - 128).do('i8x16Splat', 'i8x16Greater', 'v128Select');
  };
  code.repeatWhile(() => {
    code.get(row);
    write(tree);
    code.memory('v128Store', target);
    code.get(row).constant(16).do('i32Add').set(row);
    code.get(row).get(end).do('i32LessUnsigned');
  });
  return { parameterCount: 1, integerCount: 1, code };
}
