import type { WalkProgram } from './ensemble-program.ts';
import type { LeafFinder, RowBlock } from './leaf-finder.ts';
import { writeSplitValues } from './split-columns.ts';
import { splitValue } from './split-value.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { laneCount, walkBlockRows, walkColumnBytes, writeWalkModule } from './walk-module.ts';
import { type WasmInstance, instantiate } from './wasm-instance.ts';

const laneBytes = laneCount * 4;

/** Follows eight rows down a tree at once, or one row down eight trees. */
export class WalkFinder implements LeafFinder {
  readonly blockRows = walkBlockRows;
  readonly #ensemble: TreeEnsemble;
  readonly #program: WalkProgram;
  readonly #walk: (...numbers: number[]) => void;
  /** Places in the memory, in bytes. */
  readonly #layout: ReturnType<typeof layoutOf>;
  readonly #values: Float64Array;
  readonly #treeRoots: Int32Array;
  readonly #leaves: Int32Array;
  #count = 0;

  private constructor(ensemble: TreeEnsemble, program: WalkProgram, instance: WasmInstance) {
    this.#ensemble = ensemble;
    this.#program = program;
    this.#walk = instance.functions['walk'] as (...numbers: number[]) => void; // its only function
    this.#layout = layoutOf(ensemble, program);
    const { roots, treeRoots, leaves, leafCount, values } = this.#layout;
    const { buffer } = instance;
    new Float64Array(buffer).set(program.nodes);
    const padded = new Int32Array(buffer, roots, leafCount).fill(Number(program.roots[0]));
    padded.set(program.roots);
    this.#treeRoots = new Int32Array(buffer, treeRoots, laneCount);
    this.#leaves = new Int32Array(buffer, leaves, leafCount);
    this.#values = new Float64Array(buffer, values);
  }

  /** Undefined where WebAssembly cannot be had. */
  static create(ensemble: TreeEnsemble, program: WalkProgram): WalkFinder | undefined {
    const instance = instantiate(writeWalkModule(), layoutOf(ensemble, program).end);
    return instance && new WalkFinder(ensemble, program, instance);
  }

  load(block: RowBlock): void {
    this.#count = block.count;
    const stride = walkColumnBytes / 8;
    writeSplitValues(this.#ensemble, block, { values: this.#values, start: 0, stride });
  }

  leavesOf(tree: number): Int32Array {
    this.#treeRoots.fill(Number(this.#program.roots[tree]));
    const { treeRoots, values, leaves } = this.#layout;
    const end = leaves + this.#count * 4;
    this.#walk(treeRoots, 0, values, laneCount * 8, leaves, end);
    return this.#leaves;
  }

  firstLeaf(): number {
    return 0;
  }

  /** The leaves that one row, which begins at `start`, reaches in all trees. */
  leavesOfRow(row: Float64Array | Float32Array, start: number): Int32Array {
    const { rules = [] } = this.#ensemble.program ?? {};
    const { roots, leaves, values } = this.#layout;
    for (let column = 0; column < rules.length; column += 1) {
      const rule = rules[column] as (typeof rules)[number];
      const raw = row[start + rule.feature] as number;
      const value = rule.flags === 0 ? raw : splitValue(raw, rule, this.#ensemble.categories);
      const place = (column * walkColumnBytes) / 8;
      for (let lane = 0; lane < laneCount; lane += 1) this.#values[place + lane] = value;
    }
    const end = leaves + this.#program.roots.length * 4;
    this.#walk(roots, laneBytes, values, 0, leaves, end);
    return this.#leaves;
  }
}

function layoutOf({ program }: TreeEnsemble, { nodes, roots }: WalkProgram) {
  const leafCount = Math.max(walkBlockRows, Math.ceil(roots.length / laneCount) * laneCount);
  const rootStart = nodes.byteLength;
  const treeRoots = rootStart + leafCount * 4;
  const leaves = treeRoots + laneBytes;
  const values = leaves + leafCount * 4;
  const end = values + (program?.rules.length ?? 0) * walkColumnBytes;
  return { roots: rootStart, treeRoots, leaves, leafCount, values, end };
}
