import type { FlatTable } from '../flatbuffer.ts';
import { FormatError } from '../format-error.ts';
import type { CatboostNode, CatboostTree } from './catboost-model.ts';

const maximumDepth = 31;
const mostOutputs = 100_000;

/** The trees of TModelTrees: symmetric ones, or those with nodes of their own. */
export function readTrees(table: FlatTable, dimension: number): CatboostTree[] {
  if (dimension < 1 || dimension > mostOutputs) {
    throw fail(`the model predicts ${dimension} numbers for a row`);
  }
  const steps = table.structs(10, 4);
  return steps.byteLength === 0
    ? readSymmetricTrees(table, dimension)
    : readNodeTrees(table, steps, dimension);
}

function readSymmetricTrees(table: FlatTable, dimension: number): CatboostTree[] {
  const splits = table.int32s(1);
  const values = table.float64s(8);
  let split = 0;
  let value = 0;
  return Array.from(table.int32s(2), (depth, index): CatboostTree => {
    if (depth < 0 || depth > maximumDepth) throw fail(`the tree ${index} has the depth ${depth}`);
    const valueCount = 2 ** depth * dimension;
    if (split + depth > splits.length || value + valueCount > values.length) {
      throw fail(`the tree ${index} has fewer splits or leaves than its depth ${depth} asks for`);
    }
    const tree: CatboostTree = {
      kind: 'symmetric',
      splits: [...splits.subarray(split, split + depth)],
      leafValues: values.subarray(value, value + valueCount),
    };
    split += depth;
    value += valueCount;
    return tree;
  });
}

function readNodeTrees(table: FlatTable, steps: DataView, dimension: number): CatboostTree[] {
  const splits = table.int32s(1);
  const leafPlaces = table.int32s(11);
  const values = table.float64s(8);
  let start = 0;
  return Array.from(table.int32s(2), (count, index): CatboostTree => {
    const end = start + count;
    if (count < 1 || end > splits.length || end * 4 > steps.byteLength || end > leafPlaces.length) {
      throw fail(`the tree ${index} has ${count} nodes, which its lists do not hold`);
    }
    const nodes: CatboostNode[] = [];
    const extra: CatboostNode[] = [];
    for (let node = 0; node < count; node += 1) {
      const at = start + node;
      const toLeft = steps.getUint16(at * 4, true);
      const toRight = steps.getUint16(at * 4 + 2, true);
      const leaf = (): CatboostNode => leafAt(values, leafPlaces[at] ?? -1, dimension);
      if (toLeft === 0 && toRight === 0) {
        nodes.push(leaf());
        continue;
      }
      // A step of 0 ends the walk at this node: the way to that side has a leaf of its own.
      const child = (step: number): number =>
        step === 0 ? count + extra.push(leaf()) - 1 : node + step;
      nodes.push({
        split: splits[at] ?? -1,
        left: child(toLeft),
        right: child(toRight),
        values: [],
      });
    }
    start = end;
    return { kind: 'nodes', nodes: [...nodes, ...extra] };
  });
}

function leafAt(values: Float64Array, place: number, dimension: number): CatboostNode {
  if (place < 0 || place + dimension > values.length) {
    throw fail(`a leaf has its values at ${place} of ${values.length}`);
  }
  return { split: -1, left: -1, right: -1, values: values.subarray(place, place + dimension) };
}

function fail(reason: string): FormatError {
  return new FormatError(reason, 8);
}
