/** How long the news of rows are gathered, in milliseconds. */
const gatherMilliseconds = 200;

/**
 * Draws single rows of a tree again: while a whole tree is drawn anew its rows are nothing that a
 * click could mean. The editor drops the news of a row that it is still asking for, so they wait
 * until no row is being drawn.
 */
export class RowRedraws<T extends { readonly id: string }> {
  readonly #draw: (nodes: T[]) => void;
  readonly #shown = new Map<string, T>();
  readonly #wanted = new Set<string>();
  #drawing = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(draw: (nodes: T[]) => void) {
    this.#draw = draw;
  }

  /** Remembers a row that is being drawn by `work`. */
  async during<R>(node: T, work: () => Promise<R> | R): Promise<R> {
    this.#shown.set(node.id, node);
    this.#drawing += 1;
    try {
      return await work();
    } finally {
      this.#drawing -= 1;
    }
  }

  /** Draws these rows again, as far as they have been drawn. */
  ask(ids: readonly string[]): void {
    for (const id of ids) if (this.#shown.has(id)) this.#wanted.add(id);
    if (this.#wanted.size > 0) this.#timer ??= setTimeout(() => this.#flush(), gatherMilliseconds);
  }

  /** Forgets all rows: the whole tree is drawn anew. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shown.clear();
    this.#wanted.clear();
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#drawing > 0) {
      this.#timer = setTimeout(() => this.#flush(), gatherMilliseconds);
      return;
    }
    const nodes = [...this.#wanted].flatMap((id) => this.#shown.get(id) ?? []);
    this.#wanted.clear();
    if (nodes.length > 0) this.#draw(nodes);
  }
}
