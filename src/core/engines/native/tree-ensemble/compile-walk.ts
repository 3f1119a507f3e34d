import type { WalkProgram } from './ensemble-program.ts';
import type { SplitColumns } from './split-columns.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { walkColumnBytes } from './walk-module.ts';

const nodeBytes = 16;
/** The upper half of a NaN. */
const nanBits = 0x7ff8_0000;

/** Packs an ensemble's nodes, in the order in which a walk that keeps to the left meets them. */
export function compileWalk(ensemble: TreeEnsemble, { ruleOf }: SplitColumns): WalkProgram {
  const { feature, threshold, left, right, roots } = ensemble;
  // A leaf's left child is the node before it, so the first place holds none.
  const nodes = new Float64Array(new SharedArrayBuffer((feature.length + 1) * nodeBytes));
  const integers = new Int32Array(nodes.buffer);
  const packedRoots = new Int32Array(new SharedArrayBuffer(roots.length * 4));
  let free = nodeBytes;
  roots.forEach((root, tree) => {
    packedRoots[tree] = free;
    const pending = [root, free];
    free += nodeBytes;
    while (pending.length > 0) {
      const place = Number(pending.pop());
      const node = Number(pending.pop());
      const at = place / 4;
      if (Number(feature[node]) < 0) {
        integers.set([Number(left[node]), nanBits, 0, place - nodeBytes], at);
        continue;
      }
      nodes[place / 8] = Number(threshold[node]);
      integers[at + 2] = Number(ruleOf[node]) * walkColumnBytes;
      integers[at + 3] = free;
      pending.push(Number(right[node]), free + nodeBytes, Number(left[node]), free);
      free += 2 * nodeBytes;
    }
  });
  return { nodes, roots: packedRoots };
}
