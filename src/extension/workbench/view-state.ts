import type * as vscode from 'vscode';

/** The orders in which runs are shown. */
export type RunOrder = 'newest' | 'oldest' | 'name';

/** Which view a state belongs to. */
export type ViewName = 'models' | 'runs';

/** Something that the user has pinned, with what is needed to show it again. */
export interface Pin {
  readonly id: string;
  /** The key of its store. */
  readonly store: string;
  readonly kind: 'experiment' | 'run' | 'registered';
  /** The id of the experiment or run, or the name of the model. */
  readonly name: string;
  /** What to call it. */
  readonly label: string;
}

/** What the views remember of a workspace: filter, order, pins, and which rows are open. */
export class ViewState {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  filterOf(view: ViewName): string {
    return this.#memento.get<string>(`filter.${view}`, '');
  }

  async setFilter(view: ViewName, filter: string): Promise<void> {
    await this.#memento.update(`filter.${view}`, filter === '' ? undefined : filter);
  }

  get order(): RunOrder {
    return this.#memento.get<RunOrder>('runs.order', 'newest');
  }

  async setOrder(order: RunOrder): Promise<void> {
    await this.#memento.update('runs.order', order);
  }

  get pins(): readonly Pin[] {
    return this.#memento.get<readonly Pin[]>('pins', []);
  }

  isPinned(id: string): boolean {
    return this.pins.some((pin) => pin.id === id);
  }

  async setPin(pin: Pin, isPinned: boolean): Promise<void> {
    const others = this.pins.filter(({ id }) => id !== pin.id);
    await this.#memento.update('pins', isPinned ? [...others, pin] : others);
  }

  /** Whether the user opened or closed a row; undefined when neither. */
  isExpanded(view: ViewName, id: string): boolean | undefined {
    return this.#expanded(view)[id];
  }

  /** Keeps what the user opened and closed last. */
  async setExpanded(view: ViewName, id: string, isExpanded: boolean): Promise<void> {
    const { [id]: _, ...others } = this.#expanded(view);
    const entries = [...Object.entries(others), [id, isExpanded]].slice(-mostRemembered);
    await this.#memento.update(`expanded.${view}`, Object.fromEntries(entries));
  }

  #expanded(view: ViewName): Readonly<Record<string, boolean>> {
    return this.#memento.get<Readonly<Record<string, boolean>>>(`expanded.${view}`, {});
  }
}

/** A workspace's state is read as a whole at every start. */
const mostRemembered = 200;
