import type { SelectProgram } from './ensemble-program.ts';
import type { LeafFinder, RowBlock } from './leaf-finder.ts';
import { selectBlockRows, selectLayout } from './select-module.ts';
import { writeSplitValues } from './split-columns.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { type WasmInstance, instantiate } from './wasm-instance.ts';

/** Ranks the values of 256 rows, and finds their leaves in all trees by sixteen rows at once. */
export class SelectFinder implements LeafFinder {
  readonly blockRows = selectBlockRows;
  readonly #ensemble: TreeEnsemble;
  readonly #program: SelectProgram;
  readonly #functions: WasmInstance['functions'];
  readonly #layout: ReturnType<typeof selectLayout>;
  readonly #values: Float64Array;
  readonly #leaves: readonly Uint8Array[];

  private constructor(ensemble: TreeEnsemble, program: SelectProgram, instance: WasmInstance) {
    this.#ensemble = ensemble;
    this.#program = program;
    this.#functions = instance.functions;
    this.#layout = layoutOf(ensemble, program);
    const { buffer } = instance;
    new Float64Array(buffer).set(program.tables, this.#layout.tables / 8);
    this.#values = new Float64Array(buffer, this.#layout.values);
    this.#leaves = Array.from(
      program.firstLeaves,
      (_, tree) =>
        new Uint8Array(buffer, this.#layout.leaves + tree * selectBlockRows, selectBlockRows),
    );
  }

  /** Undefined where WebAssembly cannot be had. */
  static create(ensemble: TreeEnsemble, program: SelectProgram): SelectFinder | undefined {
    const { tables } = layoutOf(ensemble, program);
    // A module is not made of bytes in shared memory.
    const bytes = program.module.slice();
    const instance = instantiate(bytes, tables + program.tables.byteLength);
    return instance && new SelectFinder(ensemble, program, instance);
  }

  load(block: RowBlock): void {
    const { values, tables } = this.#layout;
    const target = { values: this.#values, start: 0, stride: selectBlockRows };
    writeSplitValues(this.#ensemble, block, target);
    this.#program.ranks.forEach(({ column, table, steps }, index) => {
      const out = index * selectBlockRows;
      const source = values + column * selectBlockRows * 8;
      this.#functions[`rank${steps}`]?.(tables + table * 8, source, out, out + block.count);
    });
    this.#functions['select']?.(block.count);
  }

  leavesOf(tree: number): Uint8Array {
    return this.#leaves[tree] as Uint8Array; // there is one for each tree
  }

  firstLeaf(tree: number): number {
    return Number(this.#program.firstLeaves[tree]);
  }
}

function layoutOf({ program }: TreeEnsemble, { ranks, firstLeaves }: SelectProgram) {
  const columns = program?.rules.length ?? 0;
  return selectLayout({ ranks: ranks.length, trees: firstLeaves.length, columns });
}
