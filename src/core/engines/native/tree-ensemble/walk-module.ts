import { WasmCode, encodeModule } from './wasm-code.ts';

/** How many paths the loop follows at once: as many as there are registers for. */
export const laneCount = 8;

/** Rows that are split at a time. */
export const walkBlockRows = 1024;

/**
 * Bytes from one column of split values to the next. Not a power of two, because the columns of
 * one row would then compete for the same places in the processor's cache.
 */
export const walkColumnBytes = (walkBlockRows + laneCount) * 8;

/** Locals of the function, its parameters first. */
const local = { roots: 0, rootStep: 1, tile: 2, tileStep: 3, out: 4, end: 5, lane: 6 } as const;
const next = local.lane + laneCount;
const moved = next + 1;

/**
 * A module with one function, `walk`. For every eight places of `out` up to `end` it reads eight
 * first nodes from `roots`, follows them down with the eight split values of each column in
 * `tile`, and writes the numbers of the leaves. A node steps without a branch, since a wrong guess
 * of a processor costs more than the step: a leaf is a node whose right child is itself.
 */
export function writeWalkModule(): Uint8Array<ArrayBuffer> {
  const code = new WasmCode();
  const lanes = Array.from({ length: laneCount }, (_, lane) => lane);
  code.repeatWhile(() => {
    for (const lane of lanes) {
      code
        .get(local.roots)
        .memory('i32Load', lane * 4)
        .set(local.lane + lane);
    }
    code.repeatWhile(() => {
      code.constant(0).set(moved);
      for (const lane of lanes) writeStep(code, lane);
      code.get(moved);
    });
    for (const lane of lanes) {
      code
        .get(local.out)
        .get(local.lane + lane)
        .memory('i32Load', 0)
        .memory('i32Store', lane * 4);
    }
    code.get(local.roots).get(local.rootStep).do('i32Add').set(local.roots);
    code.get(local.tile).get(local.tileStep).do('i32Add').set(local.tile);
    code
      .get(local.out)
      .constant(laneCount * 4)
      .do('i32Add')
      .set(local.out);
    code.get(local.out).get(local.end).do('i32LessUnsigned');
  });
  return encodeModule([
    { name: 'walk', parameterCount: local.lane, integerCount: laneCount + 2, code },
  ]);
}

/** node = left child + (value <= threshold ? 0 : the size of a node) */
function writeStep(code: WasmCode, lane: number): void {
  const node = local.lane + lane;
  code.get(node).memory('i32Load', 12);
  code
    .get(local.tile)
    .get(node)
    .memory('i32Load', 8)
    .do('i32Add')
    .memory('f64Load', lane * 8);
  code.get(node).memory('f64Load', 0).do('f64LessOrEqual', 'i32IsZero');
  code.constant(4).do('i32ShiftLeft', 'i32Add').set(next);
  code.get(moved).get(next).get(node).do('i32Xor', 'i32Or').set(moved);
  code.get(next).set(node);
}
