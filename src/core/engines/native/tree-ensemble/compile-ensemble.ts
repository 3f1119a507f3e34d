import { compileSelect } from './compile-select.ts';
import { compileWalk } from './compile-walk.ts';
import type { EnsembleProgram } from './ensemble-program.ts';
import { findSplitColumns } from './split-columns.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

/** Every thread has its own copy of the packed nodes: at most 64 MB. */
const maximumNodes = 4_000_000;
/** Split values of a block of rows: at most 16 MB. */
const maximumColumns = 2048;
/** Making a split value takes about an eighth of the time that a tree's walk saves. */
const columnsPerTree = 8;

/**
 * Compiles an ensemble for WebAssembly, in the thread that loads it. Undefined where the array
 * walker is as good: too many nodes, or more columns than a few trees can pay for.
 */
export function compileEnsemble(ensemble: TreeEnsemble): EnsembleProgram | undefined {
  if (ensemble.feature.length > maximumNodes) return undefined;
  const columns = findSplitColumns(ensemble);
  const limit = Math.min(maximumColumns, columnsPerTree * ensemble.roots.length);
  if (columns.rules.length > limit) return undefined;
  const select = compileSelect(ensemble, columns);
  return {
    rules: columns.rules,
    walk: compileWalk(ensemble, columns),
    ...(select && { select }),
  };
}
