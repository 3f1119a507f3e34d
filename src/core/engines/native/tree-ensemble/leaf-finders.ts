import type { LeafFinder } from './leaf-finder.ts';
import { SelectFinder } from './select-finder.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { WalkFinder } from './walk-finder.ts';

/** What this thread has compiled for an ensemble; made when it is first asked for. */
class LeafFinders {
  readonly #ensemble: TreeEnsemble;
  #walk: WalkFinder | null | undefined;
  #select: SelectFinder | null | undefined;

  constructor(ensemble: TreeEnsemble) {
    this.#ensemble = ensemble;
  }

  /** For single rows; undefined where the array walker is as good. */
  get rows(): WalkFinder | undefined {
    const { program } = this.#ensemble;
    if (!program) return undefined;
    this.#walk ??= WalkFinder.create(this.#ensemble, program.walk) ?? null;
    return this.#walk ?? undefined;
  }

  /** For many rows. */
  get blocks(): LeafFinder | undefined {
    const select = this.#ensemble.program?.select;
    if (!select) return this.rows;
    this.#select ??= SelectFinder.create(this.#ensemble, select) ?? null;
    return this.#select ?? this.rows;
  }
}

const cache = new WeakMap<TreeEnsemble, LeafFinders>();

/** The finders of an ensemble in this thread. */
export function leafFindersOf(ensemble: TreeEnsemble): LeafFinders {
  let finders = cache.get(ensemble);
  if (!finders) {
    finders = new LeafFinders(ensemble);
    cache.set(ensemble, finders);
  }
  return finders;
}
